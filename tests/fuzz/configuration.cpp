#include "config/load.h"
#include "config/show.h"
#include "tests/fuzz/targets.h"

namespace deepalive::fuzz {

void configuration(std::string_view bytes) {
  // Variables and files that are there, and nothing of this machine's.
  const config::Environment nowhere{
      .variable = [](const std::string& name) -> std::optional<std::string> {
        if (name.size() > 3) return std::nullopt;
        return "value of " + name;
      },
      .file = [](const std::filesystem::path&, std::size_t) -> Result<std::string> {
        return std::string("content of a file");
      },
      .exposure = [](const std::filesystem::path&) { return std::string("can be read by all"); },
      .unprotect = [](std::string_view base64) -> Result<std::string> {
        if (base64.size() > 8) return Error{Reason::internal_error, 0, "cannot be decrypted here"};
        return "secret of " + std::string(base64);
      }};
  const config::Loaded loaded = config::load(bytes, "/configuration/deepalive.yaml", nowhere);
  require(loaded.spec.has_value() != config::has_errors(loaded.problems),
          "a configuration loads or has an error");
  config::format_problems(loaded.problems, "deepalive.yaml");
  if (loaded.spec) config::show(*loaded.spec, loaded.as_written);
}

}  // namespace deepalive::fuzz
