#include "tests/windows/iis/standin_iis.h"

#include "probes/iis/windows/admin_api_reader.h"
#include "probes/iis/windows/ahadmin.h"
#include "probes/windows/utf8.h"
#include "tests/standins/world/world_actions.h"

namespace deepalive::probes {
namespace {

class PretendedServiceReader : public ServiceReader {
 public:
  explicit PretendedServiceReader(std::shared_ptr<PretendedServices> services)
      : services_(std::move(services)) {}

  Result<ServiceState> query(std::string_view name) override {
    ++services_->queries;
    return services_->states.find(name)->second;
  }

 private:
  const std::shared_ptr<PretendedServices> services_;
};

constexpr IID kClassFactory = {0x00000001, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};

template <class Function>
Function* function_of(HMODULE library, const char* name) {
  return reinterpret_cast<Function*>(reinterpret_cast<void*>(GetProcAddress(library, name)));
}

}  // namespace

StandinIis::StandinIis() {
  library_ = LoadLibraryW(standins::test::standin_file(L"standin_iis.dll").c_str());
  EXPECT_NE(library_, nullptr) << GetLastError();
  using GetClassObject = HRESULT WINAPI(REFCLSID, REFIID, void**);
  windows::ComPtr<IUnknown> factory;
  EXPECT_EQ(
      function_of<GetClassObject>(library_, "DllGetClassObject")(
          ahadmin::kAdminManagerClass, kClassFactory, reinterpret_cast<void**>(factory.put())),
      S_OK);
  EXPECT_EQ(CoRegisterClassObject(ahadmin::kAdminManagerClass, factory.get(), CLSCTX_INPROC_SERVER,
                                  REGCLS_MULTIPLEUSE, &registration_),
            S_OK);
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
  CoRevokeClassObject(registration_);
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
