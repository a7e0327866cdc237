#include "probes/iis/windows/admin_api_control.h"

#include <set>
#include <utility>

#include "probes/iis/hresult.h"
#include "probes/iis/iis_services.h"
#include "probes/iis/item_kind.h"
#include "probes/iis/windows/admin_manager.h"
#include "probes/iis/windows/element_finder.h"
#include "probes/windows/error_text.h"
#include "probes/windows/utf8.h"

namespace deepalive::probes {
namespace {

using namespace ahadmin;
using windows::Bstr;
using windows::ComPtr;

// What differs between starting and stopping.
struct Order {
  const wchar_t* method;
  std::string_view doing;
  RunState wanted;
  RunState on_its_way;
};
constexpr Order kStart{L"Start", "starting ", RunState::started, RunState::starting};
constexpr Order kStop{L"Stop", "stopping ", RunState::stopped, RunState::stopping};

// Where sites and application pools are listed.
struct List {
  const ItemKind& kind;
  const Bstr Words::*section;
  std::string_view what;
};
constexpr List kSites{kSiteItem, &Words::sites_section, "the list of sites"};
constexpr List kAppPools{kAppPoolItem, &Words::app_pools_section, "the list of application pools"};

// Runs a method without input. By name: older systems lack some methods, so an index may mean
// another one (iis-admin.md, 2.2). An element without methods gives null (1.3).
HRESULT execute(IAppHostElement& element, const wchar_t* name) {
  ComPtr<IAppHostMethodCollection> methods;
  HRESULT result = element.get_Methods(methods.put());
  if (FAILED(result)) return result;
  if (!methods) return E_NOTIMPL;
  const Bstr text(name);
  VARIANT key;
  VariantInit(&key);
  key.vt = VT_BSTR;
  key.bstrVal = text.get();
  ComPtr<IAppHostMethod> method;
  result = methods->get_Item(key, method.put());
  if (FAILED(result) || !method) return FAILED(result) ? result : E_UNEXPECTED;
  ComPtr<IAppHostMethodInstance> instance;
  result = method->CreateInstance(instance.put());
  if (FAILED(result) || !instance) return FAILED(result) ? result : E_UNEXPECTED;
  return instance->Execute();
}

// Right after the failed call, on its thread.
Error refused(std::string_view what, HRESULT result) {
  const auto code = static_cast<std::uint32_t>(result);
  std::string text = server_text();
  if (text.empty() && explain_refusal(code).empty()) text = windows::system_message(code);
  return refusal_error(what, code, text);
}

class AdminApiControl : public IisControl {
 public:
  AdminApiControl(std::unique_ptr<ServiceReader> services, std::unique_ptr<ServiceStarter> starter)
      : services_(std::move(services)), starter_(std::move(starter)) {}

  Result<std::vector<std::string>> app_pools_of(const std::string& site) override;

  Result<ServiceState> start_service(const std::string& name) override {
    return starter_->start(name);
  }
  Result<RunState> start_app_pool(const std::string& name) override {
    return carry_out(kStart, kAppPools, name);
  }
  Result<RunState> start_site(const std::string& name) override {
    return carry_out(kStart, kSites, name);
  }
  Result<RunState> stop_site(const std::string& name) override {
    return carry_out(kStop, kSites, name);
  }

 private:
  std::optional<IisServiceDown> service_down() {
    return iis_service_down([this](std::string_view name) { return services_->query(name); });
  }

  Result<RunState> carry_out(const Order& order, const List& list, const std::string& name);
  Result<ElementCollection> items(IAppHostAdminManager& manager, const List& list);
  Result<Element> find(IAppHostAdminManager& manager, const List& list, const std::string& name);

  // First, so that it ends last: everything below is COM.
  const windows::ComApartment apartment_;
  const std::unique_ptr<ServiceReader> services_;
  const std::unique_ptr<ServiceStarter> starter_;
  const Words words_;
};

Result<ElementCollection> AdminApiControl::items(IAppHostAdminManager& manager, const List& list) {
  const auto section = section_of(manager, words_.*list.section, words_);
  if (!section) return section.error();
  return collection_of(**section, list.what);
}

Result<Element> AdminApiControl::find(IAppHostAdminManager& manager, const List& list,
                                      const std::string& name) {
  const auto collection = items(manager, list);
  if (!collection) return collection.error();
  std::vector<Located> located(1);
  if (*collection) {
    located = ElementFinder().find(**collection, {windows::to_wide(name)}, words_);
  }
  if (located[0].element) return std::move(located[0].element);
  return not_found_error(list.kind, name,
                         {.index = std::nullopt,
                          .nearest = std::move(located[0].nearest),
                          .doubt = std::move(located[0].doubt)});
}

Result<std::vector<std::string>> AdminApiControl::app_pools_of(const std::string& name) {
  SetErrorInfo(0, nullptr);  // what earlier calls left must not explain a failure of this one
  const auto manager = make_writable_manager(apartment_);
  if (!manager) return manager.error();
  const auto site = find(**manager, kSites, name);
  if (!site) return site.error();
  const auto used = app_pools_of_site(**site, words_);
  if (!used) return used.error();
  std::set<std::wstring, OrdinalIgnoreCase> distinct;
  WantedNames wanted;
  for (const auto& pool : *used) {
    const auto [name_of_pool, is_new] = distinct.insert(windows::to_wide(pool));
    if (is_new) wanted.push_back(*name_of_pool);
  }
  const auto collection = items(**manager, kAppPools);
  if (!collection) return collection.error();
  std::vector<Located> located(wanted.size());
  if (*collection) located = ElementFinder().find(**collection, wanted, words_);
  std::vector<std::string> pools;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    pools.push_back(located[i].element ? located[i].name : windows::to_utf8(wanted[i]));
  }
  return pools;
}

Result<RunState> AdminApiControl::carry_out(const Order& order, const List& list,
                                            const std::string& name) {
  SetErrorInfo(0, nullptr);
  const std::string what = std::string(order.doing) + quoted(list.kind, name);
  const auto without_services = [&](const IisServiceDown& down,
                                    std::int64_t code) -> Result<RunState> {
    if (order.wanted == RunState::started) {
      return Error{Reason::service_not_running, code, what + ": " + down.text};
    }
    return down.at_rest ? RunState::stopped : RunState::unknown;
  };
  // Which codes calls give with the services down is not known, and they may stall: so the services
  // are asked before, and again when a call has failed (iis-admin.md, 2.7 and 2.8).
  if (const auto down = service_down()) return without_services(*down, 0);
  const auto manager = make_writable_manager(apartment_);
  if (!manager) return manager.error();
  const auto element = find(**manager, list, name);
  if (!element) return element.error();
  const auto before = read_run_state(**element, words_);
  if (before && (*before == order.wanted || *before == order.on_its_way)) return *before;
  const HRESULT result = execute(**element, order.method);
  if (SUCCEEDED(result)) return read_run_state(**element, words_);
  Error error = refused(what, result);
  if (const auto down = service_down()) return without_services(*down, error.code);
  // "Not active" to a stop: it had stopped already; the state has the word (iis-admin.md, 2.7).
  if (order.wanted == RunState::stopped && error.code == kNotActive)
    return read_run_state(**element, words_);
  return error;
}

}  // namespace

std::unique_ptr<IisControl> make_admin_api_control(std::unique_ptr<ServiceReader> services,
                                                   std::unique_ptr<ServiceStarter> starter) {
  return std::make_unique<AdminApiControl>(std::move(services), std::move(starter));
}

}  // namespace deepalive::probes
