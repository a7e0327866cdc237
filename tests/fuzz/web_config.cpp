#include "config/web/web_config.h"

#include "tests/fuzz/targets.h"

namespace deepalive::fuzz {

void web_config(std::string_view bytes) {
  const config::Environment nowhere{
      .variable = [](const std::string& name) -> std::optional<std::string> {
        if (name.size() > 3) return std::nullopt;
        return "value of " + name;
      },
      .file = [](const std::filesystem::path&, std::size_t) -> Result<std::string> {
        return std::string("content of a file");
      }};
  const config::LoadedWebConfig loaded =
      config::load_web_config(bytes, "/configuration/web.yml", nowhere);
  require(loaded.config.has_value() != config::has_errors(loaded.problems),
          "a web configuration loads or has an error");
  config::format_problems(loaded.problems, "web.yml");
  if (!loaded.config) return;
  if (loaded.config->tls) {
    require(loaded.config->tls->certificate.given() && loaded.config->tls->key.given(),
            "TLS has a certificate and a key");
  }
  for (const auto& [user, hash] : loaded.config->users) {
    require(!user.empty() && config::is_bcrypt_hash(hash), "a user has a name and a hash");
  }
  for (const auto& [name, value] : loaded.config->headers) {
    require(value.find_first_of("\r\n") == value.npos, "a header is one line");
  }
}

}  // namespace deepalive::fuzz
