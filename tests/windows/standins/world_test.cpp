#include <atomic>
#include <thread>

#include "tests/standins/world/text.h"
#include "tests/standins/world/world_actions.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

class TheWorld : public StandinWorld {};

TEST_F(TheWorld, IsTheSameForEveryoneWhoOpensTheFile) {
  seed("sites: {Shop: {id: 3}}");
  const auto other = World::open(path_);
  const auto name =
      other->read([](const WorldState& s) { return std::wstring(s.sites[0].name.view()); });
  EXPECT_EQ(name, L"Shop");
}

TEST_F(TheWorld, ReadersNeverSeeHalfAChange) {
  std::atomic<bool> done{false};
  std::thread writer([&] {
    const auto other = World::open(path_);
    for (std::uint32_t i = 0; i < 2000; ++i) {
      other->write([i](WorldState& s) {
        s.pools[0].workers[0] = i;
        s.pools[0].workers[kMaxWorkers - 1] = i;
      });
    }
    done = true;
  });
  bool torn = false;
  while (!done) {
    const auto ends = world_->read([](const WorldState& s) {
      return std::pair(s.pools[0].workers[0], s.pools[0].workers[kMaxWorkers - 1]);
    });
    torn = torn || ends.first != ends.second;
  }
  writer.join();
  EXPECT_FALSE(torn);
}

TEST_F(TheWorld, GoesOnAfterAWriterWasKilledInTheMiddle) {
  std::thread([this] {
    // Ends with the lock held, as a killed process does.
    world_->write([](WorldState& s) {
      s.next_process_id = 1;
      ExitThread(0);
    });
  }).detach();
  while ((world_->revision() & 1) == 0) SwitchToThread();
  EXPECT_EQ(world_->read([](const WorldState& s) { return s.next_process_id; }), 1U);
  world_->write([](WorldState& s) { s.next_process_id = 2; });
  EXPECT_EQ(world_->read([](const WorldState& s) { return s.next_process_id; }), 2U);
}

TEST_F(TheWorld, KeepsThePortsOfSitesThatStayWhenItIsReplaced) {
  seed("sites: {Shop: {id: 3}, Blog: {id: 4}}");
  world_->write([](WorldState& s) { s.sites[0].port = 20001; });
  seed("sites: {Blog: {id: 4, port: 20002}, Shop: {id: 3}}");
  const auto ports =
      world_->read([](const WorldState& s) { return std::pair(s.sites[0].port, s.sites[1].port); });
  EXPECT_EQ(ports, std::pair(20002U, 20001U));
}

TEST_F(TheWorld, IsNotOpenedFromAFileThatIsNone) {
  EXPECT_THROW(World::open(path_ + L".missing"), WorldError);
  const std::wstring empty = unique_path(L".empty");
  CloseHandle(CreateFileW(empty.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW, 0, nullptr));
  EXPECT_THROW(World::open(empty), WorldError);
  DeleteFileW(empty.c_str());
}

struct BadSeed {
  const char* name;
  const char* yaml;
  const char* message;
};

class ABadWorldFile : public testing::TestWithParam<BadSeed> {};

TEST_P(ABadWorldFile, IsRefusedWithPlaceAndCure) {
  try {
    parse_seed(GetParam().yaml);
    FAIL() << "accepted";
  } catch (const WorldError& error) {
    EXPECT_NE(std::string(error.what()).find(GetParam().message), std::string::npos)
        << error.what();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Each, ABadWorldFile,
    testing::Values(
        BadSeed{"UnknownKey", "sites:\n  Shop: {stat: started}\n",
                "line 2, column 10: unknown key 'stat'"},
        BadSeed{"UnknownState", "sites:\n  Shop: {state: up}\n",
                "'up' is none of: starting, started"},
        BadSeed{"NoMapping", "sites: [Shop]\n", "line 1, column 8: sites is a mapping"},
        BadSeed{"SameId", "sites: {A: {id: 1}, B: {id: 1}}\n", "two sites have the id 1"},
        BadSeed{"WrongType", "sites: {A: {id: one}}\n", "the value of 'id' is not of its type"},
        BadSeed{"NoDuration", "faults: {hang: long}\n", "a duration such as"},
        BadSeed{"NoHresult", "faults: {error: oops}\n", "a failing HRESULT such as"},
        BadSeed{"WrongWorker", "app_pools: {P: {worker_processes: [x]}}\n",
                "line 1, column 36: a process id is needed"},
        BadSeed{"NotYaml", "sites: {\n", "world file, line"}),
    [](const auto& seed) { return std::string(seed.param.name); });

TEST(WorldText, ReadsDurationsAndHresults) {
  EXPECT_EQ(parse_duration(L"250ms"), std::chrono::milliseconds(250));
  EXPECT_EQ(parse_duration(L"2m"), std::chrono::minutes(2));
  EXPECT_FALSE(parse_duration(L"4"));
  EXPECT_FALSE(parse_duration(L"-4s"));
  EXPECT_FALSE(parse_duration(L"99999999m"));
  EXPECT_EQ(parse_hresult(L"0x80070005"), E_ACCESSDENIED);
  EXPECT_FALSE(parse_hresult(L"0x00000005")) << "a success";
  EXPECT_FALSE(parse_hresult(L"80070005"));
}

}  // namespace
}  // namespace deepalive::standins::test
