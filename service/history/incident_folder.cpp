#include "service/history/incident_folder.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <vector>

#include "config/environment.h"
#include "core/protocol.h"
#include "service/files/replace_file.h"
#include "service/history/incident.h"

namespace deepalive::service {
namespace {

namespace fs = std::filesystem;

// A file's text if it is a JSON object of bearable size.
std::optional<std::string> read_incident(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error || size > 2 * kMaxIncident) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  boost::system::error_code bad;
  const auto value = boost::json::parse(text, bad);
  if (!file || bad || !value.is_object()) return std::nullopt;
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

IncidentFolder::IncidentFolder(fs::path data_dir) : folder_(std::move(data_dir) / "incidents") {}

fs::path IncidentFolder::path_of(std::string_view name) const {
  return folder_ / (std::string(name) + ".json");
}

void IncidentFolder::load(const std::function<void(std::string, std::string)>& take,
                          const std::function<void(std::string)>& tell) const {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  }
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    auto text = read_incident(file);
    if (text) {
      take(config::utf8_from_path(file.stem()), *std::move(text));
    } else {
      tell(config::utf8_from_path(file) + " is no incident and is left out");
    }
  }
}

std::optional<std::string> IncidentFolder::read(std::string_view name) const {
  if (!protocol::is_name(name)) return std::nullopt;
  return read_incident(path_of(name));
}

std::optional<Error> IncidentFolder::save(std::string_view name, std::string_view text) const {
  std::error_code error;
  fs::create_directories(folder_, error);  // what is wrong shows in the writing
  return replace_file(path_of(name), std::string(text) + "\n");
}

void IncidentFolder::remove(std::string_view name) const {
  std::error_code ignored;
  fs::remove(path_of(name), ignored);
}

}  // namespace deepalive::service
