#pragma once

#include <set>
#include <string>
#include <string_view>

namespace deepalive::config {

// Names of roles or checks as they are made: each once, none too long. Compares by case.
class UniqueNames {
 public:
  // The name, cut to what a name may have; the second of its kind gets -2, the third -3, ….
  std::string add(std::string_view name);

 private:
  std::set<std::string, std::less<>> names_;
};

}  // namespace deepalive::config
