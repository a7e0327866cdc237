#include "tests/windows/iis/standin_iis.h"

#include "probes/iis/windows/admin_api_reader.h"
#include "probes/iis/windows/ahadmin.h"
#include "probes/windows/utf8.h"
#include "tests/standins/world/world_actions.h"

namespace deepalive::probes {
namespace {

constexpr IID kClassFactory = {0x00000001, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};

template <class Function>
Function* function_of(HMODULE library, const char* name) {
  return reinterpret_cast<Function*>(reinterpret_cast<void*>(GetProcAddress(library, name)));
}

}  // namespace

Result<ServiceState> PretendedServiceReader::query(std::string_view name) {
  ++services_->queries;
  if (services_->before_query) services_->before_query(*services_);
  return services_->states.find(name)->second;
}

StandinIis::StandinIis() {
  library_ = LoadLibraryW(standins::test::standin_file(L"standin_iis.dll").c_str());
  EXPECT_NE(library_, nullptr) << GetLastError();
  using GetClassObject = HRESULT WINAPI(REFCLSID, REFIID, void**);
  auto* const get_class = function_of<GetClassObject>(library_, "DllGetClassObject");
  const CLSID classes[] = {ahadmin::kAdminManagerClass, ahadmin::kWritableAdminManagerClass};
  for (std::size_t i = 0; i < std::size(classes); ++i) {
    windows::ComPtr<IUnknown> factory;
    EXPECT_EQ(get_class(classes[i], kClassFactory, reinterpret_cast<void**>(factory.put())), S_OK);
    EXPECT_EQ(CoRegisterClassObject(classes[i], factory.get(), CLSCTX_INPROC_SERVER,
                                    REGCLS_MULTIPLEUSE, &registrations_[i]),
              S_OK);
  }
  seed(
      "sites:\n"
      "  Shop: {id: 7, app_pools: [ShopPool, apipool]}\n"
      "  Blog: {id: 3, auto_start: false, app_pools: [BlogPool]}\n"
      "app_pools:\n"
      "  ShopPool: {worker_processes: [4242, 4243], start_mode: AlwaysRunning}\n"
      "  ApiPool: {auto_start: false}\n"
      "  BlogPool: {}\n");
  make_reader();
}

StandinIis::~StandinIis() {
  standins::clear_faults(*world_);
  reader_.reset();
  EXPECT_EQ(live_objects(), 0U) << "the reader left COM objects behind";
  for (const DWORD registration : registrations_) CoRevokeClassObject(registration);
}

void StandinIis::make_reader() {
  reader_ = make_admin_api_reader(std::make_unique<PretendedServiceReader>(services_), clock());
}

void StandinIis::add_fault(standins::FaultTarget target, standins::FaultEffect effect,
                           HRESULT result, std::wstring_view item) {
  standins::Fault fault{};
  fault.target = target;
  fault.effect = effect;
  fault.hresult = result;
  ASSERT_TRUE(fault.item.assign(item));
  ASSERT_TRUE(standins::add_fault(*world_, fault));
}

std::uint32_t StandinIis::live_objects() const {
  using Count = std::uint32_t();
  return function_of<Count>(library_, "StandinLiveObjects")();
}

std::string utf8(std::wstring_view text) { return windows::to_utf8(text); }

}  // namespace deepalive::probes
