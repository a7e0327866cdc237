#include "service/metrics/exposition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "service/metrics/metric_list.h"
#include "tests/unit/service/a_role.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;

class Exposition : public ::testing::Test {
 protected:
  std::string text() {
    return render_metrics({.node = node_,
                           .inventory = inventory_,
                           .pipe_requests = requests_,
                           .scheduler_lag_seconds = lag_},
                          role_.now);
  }

  NodeHealth node_;
  testing::ARole role_{node_};
  Published<Inventory> inventory_{std::make_shared<const Inventory>(
      Inventory{.services = {{"W3SVC", probes::ServicePhase::running}},
                .sites = {{"Default \"Web\" Site", probes::RunState::stopped}},
                .app_pools = {{"ShopPool", {probes::RunState::started, 2}}}})};
  RequestCounters requests_;
  std::atomic<double> lag_{0.25};
};

TEST_F(Exposition, HasEverySeriesOfARoleBeforeTheFirstResult) {
  const std::string metrics = text();
  EXPECT_THAT(metrics,
              HasSubstr("deepalive_check_up{role=\"shop\",check=\"front\",kind=\"http\"} Nan\n"));
  for (const char* outcome : {"pass", "fail", "indeterminate"}) {
    EXPECT_THAT(
        metrics,
        HasSubstr("deepalive_check_observations_total{role=\"shop\",check=\"front\",kind=\"http\","
                  "outcome=\"" +
                  std::string(outcome) + "\"} 0\n"));
  }
  EXPECT_THAT(metrics,
              HasSubstr("deepalive_role_verdict{role=\"shop\",verdict=\"initializing\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("deepalive_role_verdict{role=\"shop\",verdict=\"standby\"} 0\n"));
}

TEST_F(Exposition, CountsFailsByReasonAndShowsTheConditionDown) {
  role_.passes();
  role_.goes_down();
  const std::string metrics = text();
  EXPECT_THAT(metrics,
              HasSubstr("deepalive_check_up{role=\"shop\",check=\"front\",kind=\"http\"} 0\n"));
  EXPECT_THAT(
      metrics,
      HasSubstr("deepalive_check_failures_total{role=\"shop\",check=\"front\",kind=\"http\","
                "reason=\"status_unexpected\"} 3\n"));
  EXPECT_THAT(
      metrics,
      HasSubstr("deepalive_role_transitions_total{role=\"shop\",verdict=\"unhealthy\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("deepalive_check_duration_seconds_count{role=\"shop\",check="
                                 "\"front\",kind=\"http\"} 4\n"));
  EXPECT_THAT(metrics, HasSubstr("le=\"+Inf\"} 4\n"));
}

TEST_F(Exposition, NamesTheRootCauseOnceThereIsOne) {
  const std::string series =
      "deepalive_check_root_cause{role=\"shop\",check=\"front\",kind=\"http\"} ";
  role_.passes();
  EXPECT_THAT(text(), HasSubstr(series + "0\n"));
  role_.goes_down();
  EXPECT_THAT(text(), HasSubstr(series + "1\n"));
}

TEST_F(Exposition, SaysWhatAllNodesShare) {
  EXPECT_THAT(text(), HasSubstr("deepalive_check_info{role=\"shop\",check=\"front\",kind=\"http\","
                                "scope=\"node\"} 1\n"));
}

TEST_F(Exposition, EscapesWhatUsersNamed) {
  EXPECT_THAT(
      text(),
      HasSubstr(
          "deepalive_iis_site_state{site=\"Default \\\"Web\\\" Site\",state=\"stopped\"} 1\n"));
}

TEST_F(Exposition, ShowsNoStateOfAnObjectThatCannotBeRead) {
  inventory_.store(std::make_shared<const Inventory>(
      Inventory{.services = {}, .sites = {{"Shop", std::nullopt}}, .app_pools = {}}));
  const std::string metrics = text();
  for (const auto state : probes::kAllRunStates) {
    const std::string name(to_name(state));
    EXPECT_THAT(metrics, HasSubstr("{site=\"Shop\",state=\"" + name + "\"} 0\n"));
  }
}

TEST_F(Exposition, GivesNothingThatIsNotInTheListAndAllThatIs) {
  role_.fails();
  const std::string metrics = text();
  std::set<std::string> seen;
  const std::regex type("# TYPE ([a-z_]+) ");
  for (std::sregex_iterator match(metrics.begin(), metrics.end(), type), end; match != end;
       ++match) {
    seen.insert((*match)[1]);
  }
  for (const MetricInfo& metric : all_metrics()) {
    if (metric.name == "deepalive_tls_certificate_not_after_timestamp_seconds")
      continue;  // the probe saw none
    EXPECT_EQ(seen.erase(std::string(metric.name)), 1u) << metric.name;
  }
  EXPECT_THAT(seen, ::testing::IsEmpty());
}

TEST_F(Exposition, KeepsTheMicrosecondsOfATimestamp) {
  role_.now.wall += std::chrono::microseconds(123456);
  role_.passes();
  EXPECT_THAT(
      text(),
      HasSubstr("deepalive_check_last_observation_timestamp_seconds{role=\"shop\",check=\"front\","
                "kind=\"http\"} 1700000001.123456\n"));
}

TEST(MetricList, NamesAreUniqueAndCountersAloneEndInTotal) {
  std::set<std::string_view> names;
  for (const MetricInfo& metric : all_metrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_EQ(metric.name.ends_with("_total"), metric.kind == MetricKind::counter) << metric.name;
    EXPECT_FALSE(metric.help.empty()) << metric.name;
  }
}

}  // namespace
}  // namespace deepalive::service
