#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include "config/environment.h"
#include "probes/files/folder.h"
#include "service/doctor/gather.h"
#include "service/doctor/look.h"

namespace deepalive::service::doctor {
namespace {

namespace fs = std::filesystem;

// How the files of IIS's key containers begin, the rest of the name being the machine's (Microsoft
// Learn, "MachineKeys on IIS 7.x: Inside Out").
struct KeyContainer {
  const char* name;
  const char* file;
};
constexpr KeyContainer kContainers[] = {
    {"iisConfigurationKey", "6de9cb26d2b98c01ec4e9e8b34824aa2_"},
    {"iisWasKey", "76944fb33636aeddb9590521c2e8815a_"}};
constexpr std::size_t kMaxKeyFiles = 100'000;  // a folder that programs are known to litter

Result<probes::Redirection> read_redirection(const std::string& config_folder) {
  const fs::path file = config::path_from_utf8(config_folder) / "redirection.config";
  const auto bytes = config::system_environment().file(file, probes::kMaxRedirectionFile);
  if (!bytes) {
    return Error{Reason::shared_config_unreadable, 0,
                 config::utf8_from_path(file) + ": " + bytes.error().where};
  }
  return probes::parse_redirection(*bytes);
}

Result<bool> has_key_file(const probes::Redirection& redirection) {
  const auto folder = probes::expand_variables(redirection.path, probes::environment_variable);
  if (!folder) return folder.error();
  std::error_code code;
  const bool found = fs::exists(config::path_from_utf8(*folder) / "configEncKey.key", code);
  if (code) return Error{Reason::path_unreadable, code.value(), *folder + ": " + code.message()};
  return found;
}

Result<std::vector<std::string>> keys_of_node(const std::string& program_data) {
  if (program_data.empty()) return Error{Reason::internal_error, 0, "only Windows has this"};
  const std::string folder = program_data + R"(\Microsoft\Crypto\RSA\MachineKeys)";
  std::error_code code;
  fs::directory_iterator file(config::path_from_utf8(folder), code);
  std::vector<std::string> found;
  for (std::size_t i = 0; !code && file != fs::end(file) && i < kMaxKeyFiles; ++i) {
    const std::string name = config::utf8_from_path(file->path().filename());
    for (const KeyContainer& container : kContainers) {
      if (name.starts_with(container.file)) found.emplace_back(container.name);
    }
    file.increment(code);
  }
  if (code) return Error{Reason::path_unreadable, code.value(), folder + ": " + code.message()};
  return found;
}

}  // namespace

SharedConfigFacts look_at_shared_config(const std::string& config_folder, const Machine& machine) {
  SharedConfigFacts facts;
  Look<std::vector<std::string>> keys(
      "reading the key containers", kPatience,
      [folder = machine.program_data] { return keys_of_node(folder); });
  Look<bool> offline("asking for Offline Files", kPatience,
                     [] { return probes::offline_files_are_on(); });
  facts.redirection = read_redirection(config_folder);
  if (facts.redirection && facts.redirection->enabled) {
    Look<probes::Finding> share(
        "reading " + facts.redirection->path, kPatience,
        [looker = std::make_shared<probes::SharedConfig>(config_folder, SharedConfigTarget{})]()
            -> Result<probes::Finding> { return looker->look(); });
    Look<bool> key_file("reading " + facts.redirection->path, kPatience,
                        [redirection = *facts.redirection] { return has_key_file(redirection); });
    facts.share = share.take();
    facts.key_file = key_file.take();
  }
  facts.node_keys = keys.take();
  facts.offline_files_on = offline.take();
  return facts;
}

}  // namespace deepalive::service::doctor
