#include "service/http/security/web_policy.h"

namespace deepalive::service {

MadeWebPolicy make_web_policy(const std::filesystem::path& file,
                              const config::Environment& environment) {
  config::LoadedWebConfig loaded = config::load_web_config_file(file, environment);
  MadeWebPolicy made{.policy = nullptr, .problems = std::move(loaded.problems), .files = {file}};
  if (!loaded.config) return made;
  auto policy = std::make_shared<WebPolicy>();
  if (const auto& tls = loaded.config->tls) {
    for (const auto* source : {&tls->certificate, &tls->key, &tls->client_ca}) {
      if (!source->file.empty()) made.files.push_back(config::path_from_utf8(source->file));
    }
    policy->tls = ServerTls::make(*tls, environment, made.problems);
    if (!policy->tls) return made;
  }
  policy->headers = std::move(loaded.config->headers);
  policy->users = std::move(loaded.config->users);
  policy->rate_limit = loaded.config->rate_limit;
  made.policy = std::move(policy);
  return made;
}

}  // namespace deepalive::service
