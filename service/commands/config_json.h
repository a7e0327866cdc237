#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/problem.h"

namespace deepalive::service {

// What is wrong in one file.
struct FileProblems {
  std::string file;
  std::vector<config::Problem> problems;
};

// What `config check --json` prints: {"ok", "roles", "checks", "problems": [{"severity", "file",
// "line", "column", "path", "text"}]}. A line or column of 0 is the file as a whole.
std::string config_check_json(bool ok, const std::vector<FileProblems>& files, std::size_t roles,
                              std::size_t checks);

// YAML as config::show() writes it (one document, no tags, no anchors) as JSON, the keys in the
// same order: what is quoted is a string, plain words are true, false, null, whole numbers, or
// strings.
std::string json_of_yaml(const std::string& yaml);

}  // namespace deepalive::service
