#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/result.h"
#include "probes/finding.h"

namespace deepalive::probes {

// Why a folder cannot be listed, if so; its path, UTF-8, is not in the detail. Blocks, for as long
// as a file share hangs. What this account may not read says nothing about the site, which is read
// with another.
std::optional<Finding> folder_problem(const std::string& path);

// The value of an environment variable.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> environment_variable(const std::string& name);

// Puts the values of %NAME% in; a name without a value is an error.
Result<std::string> expand_variables(const std::string& path, const Variables& variables);

}  // namespace deepalive::probes
