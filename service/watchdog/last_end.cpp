#include "service/watchdog/last_end.h"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <system_error>

#include "service/files/replace_file.h"

namespace deepalive::service {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t kMaxFile = 64 * 1024;

fs::path file_in(const fs::path& data_dir) { return data_dir / "last-end.json"; }

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : "";
}

LastEnd parse(const std::string& text) {
  boost::system::error_code error;
  const json::value document = json::parse(text, error);
  const json::object* object = error ? nullptr : document.if_object();
  if (!object) return {.when = "", .why = "what it wrote about it cannot be read", .dump = ""};
  return {text_of(*object, "when"), text_of(*object, "why"), text_of(*object, "dump")};
}

}  // namespace

std::optional<Error> write_last_end(const fs::path& data_dir, const LastEnd& end) {
  std::error_code error;
  fs::create_directories(data_dir, error);  // what is wrong shows in the writing
  const json::object object{{"when", end.when}, {"why", end.why}, {"dump", end.dump}};
  return replace_file(file_in(data_dir), json::serialize(object) + "\n");
}

std::optional<LastEnd> take_last_end(const fs::path& data_dir) {
  const fs::path path = file_in(data_dir);
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  std::string text;
  {
    std::ifstream file(path, std::ios::binary);
    text.resize(kMaxFile);
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
  }
  fs::remove(path, error);
  return parse(text);
}

}  // namespace deepalive::service
