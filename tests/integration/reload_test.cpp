#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "core/protocol.h"
#include "service/commands/exit_codes.h"
#include "tests/integration/running_agent.h"
#include "tests/servers/fault_server.h"
#include "tests/servers/typed.h"

// A configuration that changes while the agent runs.
namespace deepalive::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kIis = R"(
sites:
  Shop: {id: 1, state: started, app_pools: [ShopPool]}
  Blog: {id: 2, state: started, app_pools: [ShopPool]}
app_pools:
  ShopPool: {state: started, worker_processes: [4242]}
)";

constexpr const char* kDefaults =
    "defaults: {interval: 50ms, fast_interval: 20ms, timeout: 500ms, fall: 3, rise: 2}\n";

std::string a_role(const std::string& name, const std::string& site, const std::string& url,
                   const std::string& role_keys = "", const std::string& check_keys = "") {
  return "  " + name + ":\n    sites: [" + site + "]\n    grace: 30s\n" + role_keys +
         "    checks:\n      - name: front\n" + check_keys + "        http: {url: \"" + url +
         "\"}\n";
}

class Reload : public ::testing::Test {
 protected:
  Reload() : server_(answers(200)), agent_(kIis, kDefaults + roles(shop())) { expect_healthy(); }

  static std::string roles(const std::string& all) { return "roles:\n" + all; }
  std::string shop(const std::string& role_keys = "", const std::string& check_keys = "") const {
    return a_role("shop", "Shop", server_.url("/health"), role_keys, check_keys);
  }
  std::string blog() const { return a_role("blog", "Blog", server_.url("/blog")); }

  void expect_healthy() {
    EXPECT_THAT(agent_.ask_until("ISALIVE shop", {"verdict=healthy"}), StartsWith("ALIVE"));
  }
  // Changes the file, and has it loaded without waiting for somebody to see that.
  std::string load(const std::string& configuration) {
    agent_.configure(configuration);
    return reload();
  }
  std::string reload() { return agent_.converse("RELOAD", "DONE").back(); }
  boost::json::object status(const std::string& role) const {
    return boost::json::parse(agent_.ask("STATUS " + role)).as_object();
  }
  boost::json::object check(const std::string& name) const {
    const boost::json::object shop = status("shop");
    for (const auto& check : shop.at("checks").as_array()) {
      if (check.at("check").as_string() == name) return check.as_object();
    }
    return {};
  }

  FaultServer server_;
  RunningAgent agent_;
};

TEST_F(Reload, AnEditedFileIsTakenOver) {
  agent_.configure(kDefaults + roles(shop() + blog()));
  EXPECT_THAT(agent_.ask_until("ISALIVE blog", {"verdict=healthy"}), StartsWith("ALIVE"));
  EXPECT_THAT(agent_.ask("STATUS"), HasSubstr("\"changes\":[\"+ role blog\"]"));
  EXPECT_THAT(agent_.get("/metrics"), HasSubstr("deepalive_role_alive{role=\"blog\""));
}

TEST_F(Reload, RolesComeAndGoWithTheirPipesAndSeries) {
  const std::string done = load(kDefaults + roles(shop() + blog()));
  EXPECT_EQ(done, "DONE detail=\"1 change: + role blog\"");
  EXPECT_THAT(agent_.ask("ISALIVE blog"), StartsWith("ALIVE"));
  std::string answer;
  for (int i = 0; i < 1000 && !answer.starts_with("ALIVE"); ++i) {
    answer = agent_.read_answer("blog", service::Question::is_alive);  // it opens behind the answer
  }
  EXPECT_THAT(answer, StartsWith("ALIVE"));

  EXPECT_EQ(load(kDefaults + roles(shop())), "DONE detail=\"1 change: - role blog\"");
  EXPECT_THAT(agent_.ask("ISALIVE blog"), StartsWith("ERROR unknown-role"));
  EXPECT_THAT(agent_.get("/metrics"), Not(HasSubstr("blog")));
  EXPECT_THAT(agent_.get("/health/blog"), StartsWith("HTTP/1.1 404"));
  for (int i = 0; i < 1000 && !answer.starts_with("no answer"); ++i) {
    answer = agent_.read_answer("blog", service::Question::is_alive);
  }
  EXPECT_THAT(answer, StartsWith("no answer"));
  EXPECT_THAT(agent_.read_answer("shop", service::Question::is_alive), StartsWith("ALIVE"));
}

TEST_F(Reload, ARefusedFileIsShownEverywhereAndTheOldOneGoesOn) {
  agent_.configure(kDefaults + roles(shop("    grase: 5s\n")));
  const std::string problem = "deepalive.yaml:8:5: error: roles.shop.grase: unknown key";
  EXPECT_THAT(agent_.ask_until("STATUS", {"grase"}),
              AllOf(HasSubstr(problem), HasSubstr("\"errors\":1")));
  EXPECT_THAT(agent_.ask("ISALIVE shop"), StartsWith("ALIVE verdict=healthy"));
  EXPECT_THAT(agent_.get("/metrics"), HasSubstr("deepalive_config_last_reload_successful 0\n"));
  EXPECT_THAT(agent_.get("/api/v1/status"), HasSubstr(problem));
  EXPECT_THAT(agent_.get("/"), AllOf(HasSubstr("refused"), HasSubstr("deepalive.yaml:8:5")));
  EXPECT_THAT(agent_.converse("RELOAD", "FAILED").back(),
              AllOf(StartsWith("FAILED reason=\"configuration_refused\""), HasSubstr(problem)));

  agent_.configure(kDefaults + roles(shop()));
  EXPECT_THAT(agent_.ask_until("STATUS", {"\"refused\":null"}), HasSubstr("\"refused\":null"));
  EXPECT_THAT(agent_.get("/metrics"), HasSubstr("deepalive_config_last_reload_successful 1\n"));
  EXPECT_THAT(agent_.get("/"), Not(HasSubstr("deepalive.yaml:8:5")));

  agent_.stop();
  std::ifstream events(agent_.events_file());
  std::vector<std::string> ids;
  for (std::string line; std::getline(events, line);) {
    const auto event = boost::json::parse(line).as_object();
    ids.push_back(std::to_string(event.at("id").as_int64()));
    if (ids.back() == "110") {
      EXPECT_THAT(std::string(event.at("message").as_string()), HasSubstr(problem));
    }
  }
  EXPECT_EQ(std::ranges::count(ids, "110"), 1) << "however often it was asked for";
  EXPECT_EQ(std::ranges::count(ids, "102"), 1) << "for the one that was mended";
}

TEST_F(Reload, StreaksAndCountsGoOn) {
  EXPECT_THAT(
      load(kDefaults + roles(shop("", "        fall: 100\n        fast_interval: 100ms\n"))),
      HasSubstr("check front: fall: 3 -> 100"));
  server_.behave(answers(500));
  std::int64_t streak = 0;
  while (streak < 5) streak = check("front").at("streak").to_number<std::int64_t>();
  EXPECT_THAT(load(kDefaults + roles(shop("    hold: 1s\n",
                                          "        fall: 99\n        fast_interval: 100ms\n") +
                                     blog())),
              StartsWith("DONE detail=\"3 changes: "));
  EXPECT_GE(check("front").at("streak").to_number<std::int64_t>(), streak);
  EXPECT_THAT(agent_.ask("LOOKSALIVE shop"), StartsWith("DEAD"));
  EXPECT_THAT(agent_.ask("ISALIVE shop"), StartsWith("ALIVE"));
  EXPECT_THAT(load(kDefaults + roles(shop("", "        fall: 2\n"))), StartsWith("DONE"));
  EXPECT_THAT(agent_.ask_until("ISALIVE shop", {"DEAD"}), StartsWith("DEAD verdict=unhealthy"));
}

TEST_F(Reload, WhoWatchesHearsNothingOfIt) {
  std::vector<std::string> lines;
  bool loaded = false;
  agent_.converse_while("WATCH shop", [&](const std::string& line) {
    lines.push_back(line);
    if (!loaded) {
      loaded = true;
      EXPECT_THAT(load(kDefaults + roles(shop("    hold: 7s\n") + blog())), StartsWith("DONE"));
    }
    return lines.size() < 3;
  });
  ASSERT_EQ(lines.size(), 3u);
  const auto generation = protocol::parse_answer(lines.front())->generation;
  for (const std::string& line : lines) {
    ASSERT_TRUE(protocol::parse_answer(line)) << line;
    EXPECT_EQ(protocol::parse_answer(line)->generation, generation) << line;
  }
}

TEST_F(Reload, WhoWatchesARoleThatGoesIsToldSo) {
  EXPECT_THAT(load(kDefaults + roles(shop() + blog())), StartsWith("DONE"));
  std::vector<std::string> lines;
  agent_.converse_while("WATCH blog", [&](const std::string& line) {
    if (lines.empty()) load(kDefaults + roles(shop()));
    lines.push_back(line);
    return !line.starts_with("ERROR");
  });
  EXPECT_THAT(lines.back(), StartsWith("ERROR unknown-role"));
}

TEST_F(Reload, FiftyInARowUnderLoadLeaveNoQuestionWithoutItsAnswer) {
  std::atomic<bool> done = false;
  std::atomic<std::size_t> asked = 0;
  const auto ask = [&](const std::function<std::string()>& question) {
    while (!done) {
      EXPECT_THAT(question(), StartsWith("ALIVE verdict=healthy role=shop"));
      ++asked;
    }
  };
  {
    std::vector<std::jthread> askers;
    askers.emplace_back(ask, [this] { return agent_.ask("ISALIVE shop"); });
    askers.emplace_back(ask, [this] { return agent_.ask("LOOKSALIVE shop"); });
    askers.emplace_back(ask,
                        [this] { return agent_.read_answer("shop", service::Question::is_alive); });
    askers.emplace_back([&] {
      while (!done) {
        EXPECT_THAT(agent_.get("/metrics"), HasSubstr("role_alive{role=\"shop\",question="));
      }
    });
    for (int i = 0; i < 50; ++i) {
      const std::string grace = "    grace: " + std::to_string(60 + i) + "s\n";
      std::string shop = a_role("shop", "Shop", server_.url("/" + std::to_string(i / 5)));
      shop.replace(shop.find("    grace: 30s\n"), 15, grace);
      EXPECT_THAT(load(kDefaults + roles(i % 2 == 0 ? shop + blog() : shop)), StartsWith("DONE"));
    }
    done = true;
  }
  EXPECT_GT(asked, 0u);
  expect_healthy();
}

// A check that has a minute for each look, in a role that waits for it.
constexpr const char* kSlow = "        timeout: 60s\n";
const std::string kPatient = "    stale_after: 5m\n";

TEST_F(Reload, OfACheckThatChangedALookUnderWayDoesNotCount) {
  const FaultServer silent({.steps = {step::Hold{}}});
  EXPECT_THAT(load(kDefaults + roles(a_role("shop", "Shop", silent.url("/"), kPatient, kSlow))),
              StartsWith("DONE"));
  while (silent.connections() == 0) std::this_thread::yield();  // this look hangs
  const FaultServer other(answers(500));
  EXPECT_THAT(load(kDefaults + roles(a_role("shop", "Shop", other.url("/"), kPatient, kSlow))),
              HasSubstr("check front: http.url: "));
  EXPECT_THAT(agent_.ask_until("ISALIVE shop", {"status 500"}), HasSubstr("front: status 500"));
}

TEST_F(Reload, OfACheckThatStaysALookUnderWayCounts) {
  const FaultServer silent({.steps = {step::Hold{}}});
  const auto slow_shop = [&](const std::string& keys) {
    return a_role("shop", "Shop", silent.url("/"), kPatient + keys, kSlow);
  };
  EXPECT_THAT(load(kDefaults + roles(slow_shop(""))), StartsWith("DONE"));
  while (silent.connections() == 0) std::this_thread::yield();  // this look hangs
  const auto connections = server_.connections();
  EXPECT_THAT(load(kDefaults + roles(slow_shop("    hold: 7s\n") + blog())), StartsWith("DONE"));
  while (server_.connections() == connections) std::this_thread::yield();  // blog's first look
  EXPECT_EQ(silent.connections(), 1u) << "the look at the shop goes on";
}

TEST_F(Reload, WhatNeedsARestartIsTold) {
  std::string head = agent_.head();
  head.replace(head.find("data_dir: ."), 11, "data_dir: ., journal: {max_size: 2MiB}");
  std::ofstream(agent_.configuration_file()) << head << kDefaults << roles(shop() + blog());
  EXPECT_THAT(reload(), AllOf(HasSubstr("+ role blog"), HasSubstr("agent.journal.max_size"),
                              HasSubstr("takes effect when the agent is started anew")));
  EXPECT_THAT(agent_.ask("STATUS"),
              HasSubstr("\"waiting_for_restart\":[\"agent.journal.max_size\"]"));
  EXPECT_THAT(agent_.ask("ISALIVE blog"), StartsWith("ALIVE"));
  EXPECT_THAT(agent_.get("/"), HasSubstr("waits for a restart: agent.journal.max_size"));
  load(kDefaults + roles(shop()));
  EXPECT_THAT(agent_.ask("STATUS"), HasSubstr("\"waiting_for_restart\":[]"));
}

TEST_F(Reload, AFileThatGoesIsRefusedAndTakenAgainWhenItIsBack) {
  std::filesystem::remove(agent_.configuration_file());
  EXPECT_THAT(agent_.ask_until("STATUS", {"does not exist"}), HasSubstr("does not exist"));
  EXPECT_THAT(agent_.ask("ISALIVE shop"), StartsWith("ALIVE verdict=healthy"));
  agent_.configure(kDefaults + roles(shop()));
  EXPECT_THAT(agent_.ask_until("STATUS", {"\"refused\":null"}), HasSubstr("\"refused\":null"));
}

TEST_F(Reload, AFileThatIsWrittenInPlaceIsTakenOverWhenItRests) {
  const std::string text = agent_.head() + kDefaults + roles(shop() + blog());
  std::ofstream file(agent_.configuration_file(), std::ios::binary);
  for (const char c : text) file << c << std::flush;
  file.close();
  EXPECT_THAT(agent_.ask_until("ISALIVE blog", {"ALIVE"}), StartsWith("ALIVE"));
}

TEST_F(Reload, AFileThatIsReferredToIsFollowedAndItsSecretNotTold) {
  const auto secret = agent_.folder() / "token.txt";
  std::ofstream(secret) << "first-s3cret";
  std::string with = shop();
  with.replace(with.find("http: {"), 7,
               "http: {headers: {Authorization: \"Bearer ${file:token.txt}\"}, ");
  EXPECT_THAT(load(kDefaults + roles(with)), StartsWith("DONE"));
  std::ofstream(secret) << "second-s3cret";
  const std::string status = agent_.ask_until("STATUS", {"has another value"});
  EXPECT_THAT(status, AllOf(HasSubstr("http.headers.Authorization has another value"),
                            Not(HasSubstr("s3cret"))));
  const auto sent = [this] { return server_.requests().back().header("Authorization"); };
  while (sent() != "Bearer second-s3cret") std::this_thread::yield();
}

TEST_F(Reload, ARoleThatComesBackIsAsItWas) {
  EXPECT_THAT(load(kDefaults + roles(shop() + blog())), StartsWith("DONE"));
  EXPECT_THAT(agent_.ask("MAINTENANCE blog 600 new disks"), StartsWith("DONE"));
  EXPECT_THAT(load(kDefaults + roles(shop())), StartsWith("DONE"));
  EXPECT_THAT(load(kDefaults + roles(shop() + blog())), StartsWith("DONE"));
  EXPECT_THAT(agent_.ask("ISALIVE blog"), HasSubstr("verdict=maintenance"));
  EXPECT_THAT(load(kDefaults + roles(shop())), StartsWith("DONE"));
  agent_.restart([this] { agent_.configure(kDefaults + roles(shop() + blog())); });
  EXPECT_THAT(agent_.ask("ISALIVE blog"), HasSubstr("verdict=maintenance"));
}

TEST_F(Reload, ANewSiteIsAskedOfIis) {
  agent_.set_iis(std::string(kIis) + "services: {W3SVC: running, WAS: running}\n");
  EXPECT_THAT(load(kDefaults + roles(shop() + "  blog: {sites: [Blog]}\n")), StartsWith("DONE"));
  EXPECT_THAT(agent_.ask_until("ISALIVE blog", {"verdict=healthy"}), HasSubstr("verdict=healthy"));
  EXPECT_THAT(agent_.get("/metrics"),
              HasSubstr("deepalive_iis_site_state{site=\"Blog\",state=\"started\"} 1\n"));
  EXPECT_THAT(load(kDefaults + roles(shop() + "  news: {sites: [News]}\n")), StartsWith("DONE"));
  EXPECT_THAT(agent_.ask_until("ISALIVE news", {"site_missing"}), HasSubstr("site_missing"));
  EXPECT_THAT(agent_.get("/metrics"), Not(HasSubstr("Blog")));
}

TEST_F(Reload, TheCommandPrintsWhatChanged) {
  agent_.configure(kDefaults + roles(shop("    hold: 7s\n") + blog()));
  const std::string socket = agent_.pipes().control();
  const Typed done = type({"config", "reload", "--pipe", socket});
  EXPECT_EQ(done.code, service::kOk);
  agent_.configure(kDefaults + roles(shop("    grase: 5s\n")));
  const Typed refused = type({"config", "reload", "--pipe", socket});
  EXPECT_EQ(refused.code, service::kBadConfiguration);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("deepalive.yaml:8:5: error:"),
                                 HasSubstr("the configuration before stays in force")));
  EXPECT_THAT(type({"status", "--pipe", socket}).out, HasSubstr("is refused since"));
  // By its file too, although that is no good now.
  const std::string file = agent_.configuration_file().string();
  EXPECT_THAT(type({"status", "--config", file}).out, HasSubstr("is refused since"));
  EXPECT_THAT(type({"ask", "isalive", "shop", "--config", file}).out, StartsWith("ALIVE"));
  agent_.stop();
  EXPECT_EQ(type({"config", "reload", "--pipe", socket}).code, service::kAgentUnreachable);
}

}  // namespace
}  // namespace deepalive::testing
