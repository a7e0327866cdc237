#pragma once

#include <string>
#include <string_view>

#include "cluster/windows/resource_api.h"

namespace deepalive::cluster {

// Lines in the cluster's log, in the name of one instance. Text is only ever an insert of the
// format, and cut so that the line stays under the log's 500 characters. Any thread.
class ResourceLog {
 public:
  ResourceLog(LogEvent write, ResourceHandle handle) : write_(write), handle_(handle) {}

  void information(const std::string& text) const { put(kLogInformation, text); }
  void warning(const std::string& text) const { put(kLogWarning, text); }
  void error(const std::string& text) const { put(kLogError, text); }

 private:
  void put(LogLevel level, const std::string& text) const;

  LogEvent write_;
  ResourceHandle handle_;
};

// UTF-8 to UTF-16; what is no UTF-8 becomes a replacement character.
std::wstring widen(std::string_view text);

}  // namespace deepalive::cluster
