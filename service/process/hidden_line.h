#pragma once

#include <optional>
#include <string>

namespace deepalive::service {

// One line of standard input without its end; at a terminal it is not shown while it is typed.
// Null: there is none.
std::optional<std::string> read_hidden_line();

}  // namespace deepalive::service
