#include "service/metrics/exposition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <clocale>
#include <locale>
#include <regex>
#include <set>
#include <sstream>

#include "service/metrics/metric_list.h"
#include "tests/unit/service/a_role.h"
#include "tests/unit/service/metrics/parsed_metrics.h"

namespace deepalive::service {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

class Exposition : public ::testing::Test {
 protected:
  std::shared_ptr<const std::string> render() {
    return page_.render({.node = node_,
                         .inventory = inventory_,
                         .pipe_requests = requests_,
                         .look_lag = lag_,
                         .config_loads = config_loads_},
                        role_.now);
  }
  std::string text() { return *render(); }

  NodeHealth node_;
  testing::ARole role_{node_};
  Published<Inventory> inventory_{std::make_shared<const Inventory>(
      Inventory{.services = {{"W3SVC", probes::ServicePhase::running}},
                .sites = {{"Default \"Web\" Site", probes::RunState::stopped}},
                .app_pools = {{"ShopPool", {probes::RunState::started, 2}}}})};
  RequestCounters requests_;
  LookLag lag_;
  ConfigLoads config_loads_{WallTime(std::chrono::seconds(1'600'000'000))};
  MetricsPage page_;
};

// The lines that tell of samples, sorted, without those whose numbers are the process's own.
std::vector<std::string> samples_in(const std::string& metrics) {
  std::vector<std::string> lines;
  std::istringstream stream(metrics);
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with("#") && !line.starts_with("process_")) lines.push_back(line);
  }
  std::ranges::sort(lines);
  return lines;
}

TEST_F(Exposition, HasEverySeriesOfARoleBeforeTheFirstResult) {
  const std::string metrics = text();
  EXPECT_THAT(metrics,
              HasSubstr("deepalive_check_up{role=\"shop\",check=\"front\",kind=\"http\"} NaN\n"));
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

TEST_F(Exposition, CountsEachDurationInItsBucketAndAllAboveIt) {
  role_.passes();  // 12 ms each
  role_.fails();
  const std::string metrics = text();
  const std::string labels = "role=\"shop\",check=\"front\",kind=\"http\"";
  const std::string name = "deepalive_check_duration_seconds";
  EXPECT_THAT(metrics,
              AllOf(HasSubstr(name + "_bucket{" + labels + ",le=\"0.01\"} 0\n"),
                    HasSubstr(name + "_bucket{" + labels + ",le=\"0.025\"} 2\n"),
                    HasSubstr(name + "_bucket{" + labels + ",le=\"10\"} 2\n"),
                    HasSubstr(name + "_bucket{" + labels + ",le=\"+Inf\"} 2\n" + name + "_sum{" +
                              labels + "} 0.024\n" + name + "_count{" + labels + "} 2\n")));
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
      continue;  // not of a plain URL
    EXPECT_EQ(seen.erase(std::string(metric.name)), 1u) << metric.name;
  }
  EXPECT_THAT(seen, ::testing::IsEmpty());
}

TEST_F(Exposition, LabelsEachSampleAsTheListSays) {
  role_.fails();
  for (const auto& family : testing::parsed(text())) {
    const auto info = std::ranges::find(all_metrics(), family.name, &MetricInfo::name);
    ASSERT_NE(info, all_metrics().end()) << family.name;
    for (const auto& sample : family.metric) {
      std::string names;
      for (const auto& label : sample.label) names += (names.empty() ? "" : ",") + label.name;
      EXPECT_EQ(names, info->labels) << family.name;
    }
  }
}

TEST_F(Exposition, IsWhatPrometheusCppWritesOfTheSameSamples) {
  role_.passes();
  role_.goes_down();
  requests_.add(RequestKind::is_alive, 20us);
  const std::string ours = text();
  const std::string theirs = prometheus::TextSerializer().Serialize(testing::parsed(ours));
  // It keeps fewer digits, which shows in no number of this fixture.
  EXPECT_EQ(samples_in(theirs), samples_in(ours));
}

TEST_F(Exposition, KeepsTheMicrosecondsOfATimestamp) {
  role_.now.wall += std::chrono::microseconds(123456);
  role_.passes();
  EXPECT_THAT(
      text(),
      HasSubstr("deepalive_check_last_observation_timestamp_seconds{role=\"shop\",check=\"front\","
                "kind=\"http\"} 1700000001.123456\n"));
}

TEST_F(Exposition, ShowsWhatGrewStaleAlthoughNothingWasPublishedSince) {
  role_.passes();
  EXPECT_THAT(text(), HasSubstr("kind=\"http\"} 1\n"));
  role_.now.steady += 1h;
  EXPECT_THAT(
      text(),
      AllOf(HasSubstr("deepalive_check_up{role=\"shop\",check=\"front\",kind=\"http\"} NaN\n"),
            HasSubstr("deepalive_role_verdict{role=\"shop\",verdict=\"unknown\"} 1\n"),
            HasSubstr("deepalive_role_verdict{role=\"shop\",verdict=\"healthy\"} 0\n")));
}

TEST_F(Exposition, HasNothingOfARoleThatIsGone) {
  role_.passes();
  ASSERT_THAT(text(), HasSubstr("role=\"shop\""));
  node_.remove("shop");
  EXPECT_THAT(text(), Not(HasSubstr("role=\"shop\"")));
}

TEST_F(Exposition, IsTheSameEachTimeWhileNothingHappens) {
  role_.passes();
  const auto before = samples_in(text());
  text();
  EXPECT_EQ(samples_in(text()), before);
}

TEST_F(Exposition, LeavesTheTextAloneThatSomebodyStillSends) {
  const auto sent = render();
  const std::string before = *sent;
  role_.passes();
  const auto next = render();
  EXPECT_EQ(*sent, before);
  EXPECT_NE(*next, before);
}

TEST_F(Exposition, GivesTheLatestTextAgainWhileTooManyAreHeld) {
  std::set<std::shared_ptr<const std::string>> held;
  for (int i = 0; i < 100; ++i) held.insert(render());
  EXPECT_EQ(held.size(), MetricsPage::kMostTexts);
  held.clear();
  role_.passes();
  EXPECT_THAT(*render(), HasSubstr("outcome=\"pass\"} 1\n"));
}

TEST_F(Exposition, SaysWhetherTheLastConfigurationWasTakenAndWhenOneWas) {
  EXPECT_THAT(text(), AllOf(HasSubstr("\ndeepalive_config_last_reload_successful 1\n"),
                            HasSubstr("_success_timestamp_seconds 1600000000\n")));
  config_loads_.failed();
  EXPECT_THAT(text(), AllOf(HasSubstr("\ndeepalive_config_last_reload_successful 0\n"),
                            HasSubstr("_success_timestamp_seconds 1600000000\n")));
  config_loads_.succeeded(WallTime(std::chrono::seconds(1'600'000'100)));
  EXPECT_THAT(text(), AllOf(HasSubstr("\ndeepalive_config_last_reload_successful 1\n"),
                            HasSubstr("_success_timestamp_seconds 1600000100\n")));
}

TEST_F(Exposition, CountsHowLateEachLookBeganAndShowsTheLast) {
  lag_.note(3s);
  lag_.note(2ms);
  EXPECT_THAT(text(),
              AllOf(HasSubstr("\ndeepalive_scheduler_lag_seconds 0.002\n"),
                    HasSubstr("\ndeepalive_scheduler_start_lag_seconds_bucket{le=\"0.0025\"} 1\n"),
                    HasSubstr("\ndeepalive_scheduler_start_lag_seconds_bucket{le=\"+Inf\"} 2\n"),
                    HasSubstr("\ndeepalive_scheduler_start_lag_seconds_sum 3.002\n"),
                    HasSubstr("\ndeepalive_scheduler_start_lag_seconds_count 2\n")));
}

// 1.234,5 in place of 1234.5.
struct German : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST_F(Exposition, IsTheSameTextWhateverTheLocaleOfTheProcess) {
  role_.passes();
  lag_.note(3ms);
  const auto before = samples_in(text());
  const std::string c_locale = std::setlocale(LC_ALL, nullptr);
  const std::locale locale =
      std::locale::global(std::locale(std::locale::classic(), new German));  // the locale's own now
  std::setlocale(LC_ALL, "de_DE.UTF-8");  // where it is installed
  const auto with_commas = samples_in(text());
  std::locale::global(locale);
  std::setlocale(LC_ALL, c_locale.c_str());
  EXPECT_EQ(with_commas, before);
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
