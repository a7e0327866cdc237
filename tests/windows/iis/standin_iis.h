#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "probes/iis/iis_state.h"
#include "probes/service/service_state.h"
#include "probes/windows/com.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::probes {

// Services as a test wants them, so that it needs none in the prefix that it shares with other
// tests.
struct PretendedServices {
  std::map<std::string, Result<ServiceState>, std::less<>> states = {
      {"W3SVC", ServiceState{ServicePhase::running, 100}},
      {"WAS", ServiceState{ServicePhase::running, 100}}};
  int queries = 0;
  std::function<void(PretendedServices&)> before_query = nullptr;
};

class PretendedServiceReader : public ServiceReader {
 public:
  explicit PretendedServiceReader(std::shared_ptr<PretendedServices> services)
      : services_(std::move(services)) {}

  Result<ServiceState> query(std::string_view name) override;

 private:
  const std::shared_ptr<PretendedServices> services_;
};

// The product's reader before the stand-in of IIS, whose classes are known to this process only.
class StandinIis : public standins::test::StandinWorld {
 protected:
  StandinIis();
  ~StandinIis() override;

  Result<IisState> read(const IisQuery& query) { return reader_->read(query); }
  Result<IisState> read_shop() { return read({.sites = {"Shop"}, .app_pools = {"ShopPool"}}); }
  void make_reader();

  void add_fault(standins::FaultTarget target, standins::FaultEffect effect, HRESULT result = S_OK,
                 std::wstring_view item = {});
  void fail(standins::FaultTarget target, HRESULT result, std::wstring_view item = {}) {
    add_fault(target, standins::FaultEffect::hresult, result, item);
  }

  std::uint32_t live_objects() const;
  Clock clock() const {
    return [now = now_] { return *now; };
  }

  const windows::ComApartment apartment_;
  const std::shared_ptr<Instant> now_ = std::make_shared<Instant>();
  const std::shared_ptr<PretendedServices> services_ = std::make_shared<PretendedServices>();
  std::unique_ptr<IisReader> reader_;

 private:
  HMODULE library_ = nullptr;
  DWORD registrations_[2] = {};
};

// UTF-8, from wide text that the tests are written in.
std::string utf8(std::wstring_view text);

}  // namespace deepalive::probes
