#pragma once

#include <functional>
#include <string>

namespace deepalive::config {

// Hands each case of a table to `check` and gives their number. A case is a line "---- what is
// wrong", the configuration, a line ">>>>", and exactly the problems that it gives ("line:column:
// severity: path: text").
int for_each_case(const std::string& table,
                  const std::function<void(const std::string& title, const std::string& yaml,
                                           const std::string& problems)>& check);

}  // namespace deepalive::config
