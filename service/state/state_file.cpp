#include "service/state/state_file.h"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <system_error>

#include "config/environment.h"
#include "service/files/replace_file.h"
#include "service/state/role_json.h"

namespace deepalive::service {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr int kVersion = 2;

Error damaged(std::string what) { return {Reason::internal_error, 0, std::move(what)}; }

}  // namespace

std::string format_state(const SavedState& state, Instant now) {
  json::object roles;
  for (const auto& [name, role] : state.roles) roles[name] = to_json(role, now);
  return json::serialize(json::object{{"version", kVersion}, {"roles", std::move(roles)}}) + "\n";
}

Result<SavedState> parse_state(std::string_view text, Instant now) {
  boost::system::error_code error;
  const json::value document = json::parse({text.data(), text.size()}, error);
  if (error) return damaged("is no JSON: " + error.message());
  const json::object* const root = document.if_object();
  const json::value* const version = root ? root->if_contains("version") : nullptr;
  const json::value* const roles = root ? root->if_contains("roles") : nullptr;
  if (!version || !version->is_int64() || version->get_int64() < 1 ||
      version->get_int64() > kVersion) {
    return damaged("has no \"version\" from 1 to " + std::to_string(kVersion));
  }
  if (!roles || !roles->is_object()) return damaged("has no object \"roles\"");
  SavedState state;
  for (const auto& [name, value] : roles->get_object()) {
    if (auto role = role_from_json(value, now)) state.roles.emplace(name, *std::move(role));
  }
  return state;
}

StateFile::StateFile(fs::path data_dir) : path_(std::move(data_dir) / "state.json") {}

StateFile::Loaded StateFile::load(Instant now) const {
  std::error_code error;
  if (!fs::exists(path_, error)) return {};
  const auto set_aside = [this](const std::string& why) -> Loaded {
    fs::path aside = path_;
    aside += ".damaged";
    std::error_code failed;
    fs::rename(path_, aside, failed);
    return {{},
            config::utf8_from_path(path_) + " " + why + "; " +
                (failed ? "it cannot be set aside: " + failed.message()
                        : "it was set aside as " + config::utf8_from_path(aside)) +
                ". Each role counts as active here until the cluster says otherwise"};
  };
  std::ifstream file(path_, std::ios::binary);
  if (!file) {
    return {{},
            config::utf8_from_path(path_) +
                " cannot be opened; who may have it open? Each role counts as active here until "
                "the cluster says otherwise"};
  }
  if (fs::file_size(path_, error) > kMaxStateFile || error) return set_aside("is too large");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  file.close();
  auto state = parse_state(text, now);
  if (!state) return set_aside(state.error().where);
  return {*std::move(state), ""};
}

std::optional<Error> StateFile::save(const SavedState& state, Instant now) const {
  std::error_code error;
  fs::create_directories(path_.parent_path(), error);  // what is wrong shows in the writing
  return replace_file(path_, format_state(state, now));
}

}  // namespace deepalive::service
