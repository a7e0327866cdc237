#include "probes/iis/windows/admin_manager.h"

#include <algorithm>

#include "probes/windows/utf8.h"

namespace deepalive::probes::ahadmin {
namespace {

Result<Manager> make_manager(const windows::ComApartment& apartment, const CLSID& class_id,
                             const IID& interface_id) {
  if (FAILED(apartment.result())) return call_error("CoInitializeEx", apartment.result());
  Manager manager;
  const HRESULT result = CoCreateInstance(class_id, nullptr, CLSCTX_INPROC_SERVER, interface_id,
                                          reinterpret_cast<void**>(manager.put()));
  if (FAILED(result)) return call_error("creating the IIS administration manager", result);
  // One bad attribute somewhere must not hide all sites. Where a name is not known, reading is as
  // strict as before.
  VARIANT yes;
  VariantInit(&yes);
  yes.vt = VT_BOOL;
  yes.boolVal = VARIANT_TRUE;
  for (const wchar_t* name :
       {L"ignoreInvalidAttributes", L"ignoreInvalidRanges", L"ignoreInvalidDecryption"}) {
    manager->SetMetadata(windows::Bstr(name).get(), yes);
  }
  return manager;
}

}  // namespace

Result<Manager> make_reading_manager(const windows::ComApartment& apartment) {
  return make_manager(apartment, kAdminManagerClass, kAdminManagerInterface);
}

Result<Manager> make_writable_manager(const windows::ComApartment& apartment) {
  return make_manager(apartment, kWritableAdminManagerClass, kWritableAdminManagerInterface);
}

Result<Element> section_of(IAppHostAdminManager& manager, const windows::Bstr& name,
                           const Words& words) {
  Element element;
  const HRESULT result =
      manager.GetAdminSection(name.get(), words.config_path.get(), element.put());
  if (FAILED(result) || !element) {
    return call_error("section " + windows::to_utf8(name.view()),
                      FAILED(result) ? result : E_UNEXPECTED);
  }
  return element;
}

Result<RunState> read_run_state(IAppHostElement& element, const Words& words) {
  const auto number = read_number(element, words.state);
  if (!number) return number.error();
  return *number < kAllRunStates.size() ? kAllRunStates[*number] : RunState::unknown;
}

Result<std::vector<std::string>> app_pools_of_site(IAppHostElement& site, const Words& words) {
  std::vector<std::string> pools;
  const auto applications = collection_of(site, "the applications");
  if (!applications) return applications.error();
  if (!*applications) return pools;
  const auto count = count_of(**applications);
  if (!count) return count.error();
  for (std::uint32_t i = 0; i < *count; ++i) {
    const auto application = item_of(**applications, i);
    if (!application) return application.error();
    const auto pool = read_text(**application, words.application_pool);
    if (!pool) return pool.error();
    // With nothing set anywhere IIS uses this one (not verified on a real server).
    std::string name = pool->empty() ? "DefaultAppPool" : windows::to_utf8(*pool);
    if (std::ranges::find(pools, name) == pools.end()) pools.push_back(std::move(name));
  }
  return pools;
}

namespace {

std::string url_path(const std::wstring& application, const std::wstring& directory) {
  if (directory == L"/") return windows::to_utf8(application);
  return windows::to_utf8(application == L"/" ? directory : application + directory);
}

std::optional<Error> add_folders(IAppHostElement& application, const Words& words,
                                 std::vector<ContentFolder>& folders) {
  const auto path = read_text(application, words.path);
  if (!path) return path.error();
  const auto directories = collection_of(application, "the virtual directories");
  if (!directories) return directories.error();
  if (!*directories) return std::nullopt;
  const auto count = count_of(**directories);
  if (!count) return count.error();
  for (std::uint32_t i = 0; i < *count && folders.size() < kMaxContentFolders; ++i) {
    const auto directory = item_of(**directories, i);
    if (!directory) return directory.error();
    const auto name = read_text(**directory, words.path);
    const auto physical_path = read_text(**directory, words.physical_path);
    if (!name || !physical_path) return name ? physical_path.error() : name.error();
    const auto user_name = read_text(**directory, words.user_name);
    folders.push_back({.url_path = url_path(*path, *name),
                       .path = windows::to_utf8(*physical_path),
                       .user_name = user_name ? windows::to_utf8(*user_name) : std::string()});
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<ContentFolder>> folders_of_site(IAppHostElement& site, const Words& words) {
  std::vector<ContentFolder> folders;
  const auto applications = collection_of(site, "the applications");
  if (!applications) return applications.error();
  if (!*applications) return folders;
  const auto count = count_of(**applications);
  if (!count) return count.error();
  for (std::uint32_t i = 0; i < *count; ++i) {
    const auto application = item_of(**applications, i);
    if (!application) return application.error();
    if (auto error = add_folders(**application, words, folders)) return *std::move(error);
  }
  return folders;
}

std::optional<RapidFailProtection> rapid_fail_of(IAppHostElement& app_pool, const Words& words) {
  Element failure;
  if (FAILED(app_pool.GetElementByName(words.failure.get(), failure.put())) || !failure) {
    return std::nullopt;
  }
  const auto on = read_flag(*failure, words.rapid_fail);
  const auto crashes = read_number(*failure, words.rapid_fail_max_crashes);
  const auto interval = read_time_span(*failure, words.rapid_fail_interval);
  if (!on || !*on || !crashes || !interval) return std::nullopt;
  return RapidFailProtection{.max_crashes = *crashes, .interval = *interval};
}

}  // namespace deepalive::probes::ahadmin
