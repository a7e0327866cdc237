#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "config/as_written.h"
#include "config/environment.h"
#include "config/problem.h"
#include "core/spec.h"

namespace deepalive::config {

struct Loaded {
  std::optional<NodeSpec>
      spec;  // complete after defaults; null when there is an error among the problems
  // What the file says of the agent, also of one that is refused (what is wrong there has its
  // default): enough to find an agent that goes on with an earlier one. Null when it is no YAML.
  std::optional<AgentSpec> agent;
  AsWritten as_written;           // for show()
  std::vector<Problem> problems;  // all of them, by place
};

// Reads a configuration. `file` is where the text stands: relative paths in it start at its folder.
// Throws nothing; any text at all gives a spec or an error.
Loaded load(std::string_view yaml_text, const std::filesystem::path& file,
            const Environment& environment);

// The same with the file's own text, through environment.file.
Loaded load_file(const std::filesystem::path& file,
                 const Environment& environment = system_environment());

}  // namespace deepalive::config
