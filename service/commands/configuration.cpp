#include "service/commands/configuration.h"

#include <iostream>
#include <utility>

namespace deepalive::service {

config::Loaded load_and_explain(const std::string& file) {
  config::Loaded loaded = config::load_file(config::path_from_utf8(file));
  std::cerr << config::format_problems(loaded.problems, file);
  return loaded;
}

std::optional<NodeSpec> load_or_explain(const std::string& file) {
  return std::move(load_and_explain(file).spec);
}

}  // namespace deepalive::service
