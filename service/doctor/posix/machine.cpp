#include "service/doctor/machine.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace deepalive::service::doctor {
namespace {

Error only_on_windows() { return {Reason::internal_error, 0, "only Windows has this"}; }

class NoRegistry final : public Registry {
 public:
  Result<std::optional<RegistryValue>> value(const std::string&,
                                             const std::string&) const override {
    return only_on_windows();
  }
  Result<std::optional<std::vector<std::string>>> keys(const std::string&) const override {
    return only_on_windows();
  }
  Result<std::optional<std::vector<std::string>>> names(const std::string&) const override {
    return only_on_windows();
  }
};

class NoServices final : public probes::ServiceReader {
 public:
  Result<probes::ServiceState> query(std::string_view) override { return only_on_windows(); }
};

Result<std::string> identity(const std::string& file) {
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    return Error{missing ? Reason::path_missing : Reason::path_unreadable, errno,
                 file + (missing ? " is not there" : " cannot be read")};
  }
  return file_hash(file);
}

}  // namespace

Machine this_machine() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return {.name = name.data(),
          .windows_folder = {},
          .program_data = {},
          .registry = [] { return std::make_shared<NoRegistry>(); },
          .services = [] { return std::make_shared<NoServices>(); },
          .file_identity = identity,
          .is_administrator = []() -> Result<bool> { return only_on_windows(); },
          .clock_ahead = [](const std::string&) -> Result<Duration> { return only_on_windows(); }};
}

}  // namespace deepalive::service::doctor
