#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "service/doctor/registry.h"

namespace deepalive::service::doctor {

// A registry that stands in a text, much as regedit exports one:
//
//   [SOFTWARE\Microsoft\InetStp]
//   "VersionString"="Version 10.0"
//   @="the key's own value"
//   "SeparateMonitor"=dword:00000001
//   "RequiredPrivileges"=multi:SeChangeNotifyPrivilege|SeTcbPrivilege
//
// Below HKEY_LOCAL_MACHINE; backslashes are not doubled. Throws std::runtime_error on a line that
// is none of these.
class RegistryText : public Registry {
 public:
  explicit RegistryText(std::string_view text);

  // From then on nobody may read this key, nor what is below it.
  void deny(const std::string& key) { denied_.insert(key); }

  Result<std::optional<RegistryValue>> value(const std::string& key,
                                             const std::string& name) const override;
  Result<std::optional<std::vector<std::string>>> keys(const std::string& key) const override;
  // In lower case.
  Result<std::optional<std::vector<std::string>>> names(const std::string& key) const override;

 private:
  bool is_denied(const std::string& key) const;

  std::map<std::string, std::map<std::string, RegistryValue>> keys_;  // all in lower case
  std::map<std::string, std::string> spelled_;
  std::set<std::string> denied_;
};

}  // namespace deepalive::service::doctor
