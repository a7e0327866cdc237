#include <thread>

#include "tests/windows/cluster_standins/rhs_fixture.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

using std::chrono::milliseconds;

class AGoodDll : public Rhs {
 protected:
  AGoodDll() : resource_(std::make_unique<RhsResource>(host_, L"shop", key_)) {}
  ~AGoodDll() override {
    resource_.reset();
    const auto violations = host_.record().violations();
    EXPECT_TRUE(violations.empty()) << testing::PrintToString(violations);
  }

  HKEY key_ = key(L"shop");
  RhsHost host_{good()};
  std::unique_ptr<RhsResource> resource_;
};

TEST_F(AGoodDll, ComesOnlineAfterPendingAndGoesOffline) {
  const Transition online = resource_->online();
  EXPECT_TRUE(online.done) << online.why;
  EXPECT_EQ(online.code, static_cast<DWORD>(ERROR_IO_PENDING));
  EXPECT_TRUE(resource_->looks_alive());
  EXPECT_TRUE(resource_->is_alive());
  EXPECT_TRUE(resource_->offline().done);
  EXPECT_FALSE(resource_->is_alive());
  EXPECT_TRUE(host_.record().logged(L"shop is online after 2 steps"));
}

TEST_F(AGoodDll, SignalsItsEventAfterTheStateIsLatched) {
  ASSERT_TRUE(resource_->online().done);
  const HANDLE event = resource_->failure_event();
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(WaitForSingleObject(event, 0), static_cast<DWORD>(WAIT_TIMEOUT));
  set_alive(host_.module(), false);
  EXPECT_EQ(WaitForSingleObject(event, 0), static_cast<DWORD>(WAIT_OBJECT_0));
  EXPECT_FALSE(resource_->is_alive());
  resource_->terminate();
  EXPECT_EQ(resource_->failure_event(), nullptr);
  EXPECT_TRUE(resource_->online().done) << "the event must be reset by the next Online";
}

TEST_F(AGoodDll, ThatReportsProgressMayTakeLongerThanThePendingTimeout) {
  resource_.reset();
  registry_.set(key_, L"Steps", 60);
  RhsOptions options = good();
  options.pending_timeout = milliseconds(150);
  RhsHost host(options);
  RhsResource slow(host, L"shop", key_);
  const auto begin = std::chrono::steady_clock::now();
  const Transition online = slow.online();
  EXPECT_TRUE(online.done) << online.why;
  EXPECT_GT(std::chrono::steady_clock::now() - begin, milliseconds(150));
}

TEST_F(AGoodDll, IsTerminatedBesideItsPendingOnline) {
  linger(host_.module(), true);
  Transition online;
  std::thread cluster([&] { online = resource_->online(); });
  while (host_.record().times(Entry::online).calls == 0) Sleep(1);
  resource_->terminate();
  cluster.join();
  EXPECT_FALSE(online.done);
  EXPECT_EQ(online.why, "terminated");
  linger(host_.module(), false);
  EXPECT_TRUE(resource_->online().done) << "it can come online again";
}

TEST_F(AGoodDll, SurvivesTerminateAtAnyMomentOfItsOnline) {
  for (int cycle = 0; cycle < 20; ++cycle) {
    std::thread cluster([&] { resource_->online(); });
    const auto moment = std::chrono::steady_clock::now() + cycle * std::chrono::microseconds(300);
    while (std::chrono::steady_clock::now() < moment) YieldProcessor();
    resource_->terminate();
    cluster.join();
  }
  resource_->terminate();
  EXPECT_FALSE(resource_->is_alive());
  EXPECT_TRUE(resource_->online().done);
}

TEST_F(AGoodDll, HasItsCallsTimed) {
  ASSERT_TRUE(resource_->online().done);
  EXPECT_EQ(resource_->looks_alive_many(1000), 0U);
  set_alive(host_.module(), false);
  EXPECT_EQ(resource_->is_alive_many(10), 10U);
  const CallTimes times = host_.record().times(Entry::looks_alive);
  EXPECT_EQ(times.calls, 1000U);
  EXPECT_LE(times.p50, times.p99);
  EXPECT_LE(times.p99, times.max);
}

TEST_F(AGoodDll, StoresAPropertyThatItValidated) {
  EXPECT_EQ(resource_->set_properties(PropertyList().number(L"Steps", 5).bytes()),
            static_cast<DWORD>(ERROR_SUCCESS));
  EXPECT_EQ(registry_.number(key_, L"Steps"), 5U);
  EXPECT_NE(resource_->set_properties(PropertyList().number(L"Sites", 6).bytes()),
            static_cast<DWORD>(ERROR_SUCCESS));
  EXPECT_EQ(registry_.number(key_, L"Steps"), 5U);
}

TEST_F(AGoodDll, RefusesEachDamagedList) {
  for (const Damage damage : kAllDamages) {
    if (damage == Damage::value_unterminated) continue;  // of texts only
    EXPECT_NE(
        resource_->set_properties(damaged(PropertyList().number(L"Steps", 5).bytes(), damage)),
        static_cast<DWORD>(ERROR_SUCCESS))
        << name_of(damage);
  }
  EXPECT_EQ(registry_.number(key_, L"Steps"), std::nullopt);
}

TEST_F(AGoodDll, IsReadWithTheRoomThatItAsksFor) {
  const ControlResult names = resource_->read(kEnumPrivateProperties);
  ASSERT_EQ(names.code, static_cast<DWORD>(ERROR_SUCCESS));
  EXPECT_EQ(parse_names(names.out), std::vector<std::wstring>{L"Steps"});
  EXPECT_EQ(resource_->control(kUnknownCode).code, static_cast<DWORD>(ERROR_SUCCESS));
  EXPECT_EQ(resource_->control(0x01ABCDEF).code, static_cast<DWORD>(ERROR_INVALID_FUNCTION));
  EXPECT_EQ(host_.type_control(kTypeUnknownCode).code, static_cast<DWORD>(ERROR_INVALID_FUNCTION));
}

TEST_F(AGoodDll, LeavesNoKeyOpen) {
  const std::uint32_t open = registry_.open_keys();
  { RhsResource another(host_, L"second", key_); }
  EXPECT_EQ(registry_.open_keys(), open);
}

TEST_F(AGoodDll, RefusesATypeOrAVersionThatItDoesNotHave) {
  const auto startup_code = [](RhsOptions options) {
    try {
      RhsHost host(options);
    } catch (const StartupError& error) {
      return error.code;
    }
    return DWORD{ERROR_SUCCESS};
  };
  RhsOptions options = good();
  options.type = L"Another";
  EXPECT_EQ(startup_code(options), kUnknownType);
  options.type = L"GOOD";
  EXPECT_EQ(startup_code(options), static_cast<DWORD>(ERROR_SUCCESS));
  options.min_version = 0x200;
  EXPECT_EQ(startup_code(options), kRevisionMismatch);
}

TEST_F(AGoodDll, IsNotThereIsToldWithTheError) {
  RhsOptions options = good();
  options.dll = L"C:\\nowhere\\none.dll";
  EXPECT_THROW(RhsHost{options}, std::runtime_error);
}

}  // namespace
}  // namespace deepalive::standins::test
