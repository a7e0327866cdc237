#include "service/windows/setup/first_file.h"

#include <windows.h>

#include <chrono>
#include <future>
#include <iostream>
#include <memory>
#include <thread>

#include "config/environment.h"
#include "config/schema/schema.h"
#include "probes/iis/windows/admin_api_sites.h"
#include "probes/service/windows/scm_service_reader.h"
#include "probes/windows/utf8.h"
#include "service/commands/first_configuration.h"
#include "service/files/replace_file.h"
#include "service/windows/setup/data_folder.h"

namespace deepalive::service {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kIisDeadline{60};
// Below the installer's key, which goes with its last value.
constexpr wchar_t kKey[] = L"Software\\DeepAlive\\Setup";
constexpr wchar_t kValue[] = L"FirstConfiguration";

using Sites = Result<std::vector<IisSite>>;

// On a thread that is left behind when IIS does not answer: it ends with this process.
Sites sites_in_time() {
  auto promise = std::make_shared<std::promise<Sites>>();
  std::future<Sites> sites = promise->get_future();
  std::thread([promise] {
    promise->set_value(probes::admin_api_sites(*probes::make_scm_service_reader()));
  }).detach();
  if (sites.wait_for(kIisDeadline) == std::future_status::ready) return sites.get();
  return Error{Reason::iis_timeout, 0,
               "IIS did not answer within " + std::to_string(kIisDeadline.count()) + " s"};
}

void remember(const fs::path& file) {
  const std::wstring text = file.wstring();
  RegSetKeyValueW(HKEY_LOCAL_MACHINE, kKey, kValue, REG_SZ, text.c_str(),
                  static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t)));
}

}  // namespace

std::optional<Error> write_first_file(const fs::path& file, const std::string& listen) {
  forget_first_file();
  const std::string name = config::utf8_from_path(file);
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(file, ignored))) {
    std::cout << name << " is there already and stays as it is";
    if (!listen.empty()) std::cout << "; where it listens stands in it (agent.listen)";
    std::cout << '\n';
    return std::nullopt;
  }
  const auto first = first_configuration(sites_in_time(), listen, file);
  if (!first) return first.error();
  fs::create_directories(file.parent_path(), ignored);  // what is wrong shows in the writing
  if (auto error = replace_file(file, config::modeline(config::kSchemaFile) + first->text)) {
    return error;
  }
  remember(file);
  // For editors only: the agent does without.
  static_cast<void>(replace_file(file.parent_path() / config::kSchemaFile,
                                 config::json_schema(config::Document::configuration)));
  std::cout << name << " written, " << first->about << '\n';
  return std::nullopt;
}

void take_back_first_file() {
  wchar_t text[4096];
  DWORD size = sizeof(text);
  if (RegGetValueW(HKEY_LOCAL_MACHINE, kKey, kValue, RRF_RT_REG_SZ, nullptr, text, &size) ==
          ERROR_SUCCESS &&
      DeleteFileW(text)) {
    std::cout << windows::to_utf8(text) << " removed again\n";
    std::error_code ignored;
    fs::remove(fs::path(text).replace_filename(config::kSchemaFile), ignored);
  }
  RemoveDirectoryW(data_folder().c_str());  // refused unless it is empty
  forget_first_file();
}

void forget_first_file() { RegDeleteTreeW(HKEY_LOCAL_MACHINE, kKey); }

}  // namespace deepalive::service
