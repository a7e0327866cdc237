#include "service/metrics/probe_exposition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>

#include "service/metrics/exposition.h"
#include "tests/unit/service/a_role.h"
#include "tests/unit/service/metrics/parsed_metrics.h"

namespace deepalive::service {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

// Two roles: shop with checks front and api, blog with front and a port.
class ProbePage : public ::testing::Test {
 protected:
  ProbePage()
      : shop_(role("shop", "api", page("https://x/")), node_, now_),
        blog_(role("blog", "port", TcpTarget{}), node_, now_) {}

  static HttpTarget page(std::string url) {
    HttpTarget target;
    target.url = std::move(url);
    return target;
  }
  static std::shared_ptr<const RoleSpec> role(std::string name, std::string second, auto target) {
    RoleSpec role;
    role.name = std::move(name);
    role.checks = {
        {.name = "front", .cadence = {}, .thresholds = {}, .target = page("http://x/")},
        {.name = std::move(second), .cadence = {}, .thresholds = {}, .target = std::move(target)}};
    return std::make_shared<const RoleSpec>(std::move(role));
  }

  static Observation seen(Outcome outcome, Reason reason) {
    return {.outcome = outcome, .reason = reason, .duration = 12ms};
  }
  static Observation http(Outcome outcome, Reason reason, HttpEvidence evidence) {
    Observation observation = seen(outcome, reason);
    observation.http = std::move(evidence);
    return observation;
  }
  void look(RoleKeeper& keeper, std::size_t check, Observation observation) {
    observation.time = now_;
    keeper.take(Observed{check, std::move(observation)}, now_);
  }

  HttpReply ask(const std::string& query) { return probe_reply(node_, query, now_); }
  std::string text(const std::string& target) {
    const HttpReply reply = ask("target=" + target);
    EXPECT_EQ(reply.status, 200U) << reply.body;
    EXPECT_EQ(reply.content_type, kMetricsContentType);
    return "\n" + reply.body;
  }

  Instant now_{TimePoint(std::chrono::hours(1)), WallTime(std::chrono::seconds(1'700'000'000))};
  NodeHealth node_;
  RoleKeeper shop_;
  RoleKeeper blog_;
};

TEST_F(ProbePage, ShowsTheLastLookUnderBlackboxExportersNames) {
  look(shop_, 1,
       http(Outcome::pass, Reason::ok,
            {.phases = {1ms, 2ms, 3ms, 4ms, 2ms},
             .status = 204,
             .body_size = 17,
             .certificate_not_after = WallTime(std::chrono::seconds(1'800'000'000))}));
  now_.steady += 3s;
  EXPECT_THAT(text("shop/api"),
              AllOf(HasSubstr("\nprobe_success 1\n"), HasSubstr("\nprobe_duration_seconds 0.012\n"),
                    HasSubstr("\nprobe_dns_lookup_time_seconds 0.001\n"),
                    HasSubstr("\nprobe_http_duration_seconds{phase=\"resolve\"} 0.001\n"),
                    HasSubstr("\nprobe_http_duration_seconds{phase=\"connect\"} 0.002\n"),
                    HasSubstr("\nprobe_http_duration_seconds{phase=\"tls\"} 0.003\n"),
                    HasSubstr("\nprobe_http_duration_seconds{phase=\"processing\"} 0.004\n"),
                    HasSubstr("\nprobe_http_duration_seconds{phase=\"transfer\"} 0.002\n"),
                    HasSubstr("\nprobe_http_status_code 204\n"),
                    HasSubstr("\nprobe_http_redirects 0\n"), HasSubstr("\nprobe_http_ssl 1\n"),
                    HasSubstr("\nprobe_http_uncompressed_body_length 17\n"),
                    HasSubstr("\nprobe_ssl_earliest_cert_expiry 1800000000\n"),
                    HasSubstr("\nprobe_failed_due_to_regex 0\n")));
  EXPECT_THAT(text("shop/api"),
              AllOf(HasSubstr("\ndeepalive_probe_age_seconds 3\n"),
                    HasSubstr("{role=\"shop\",check=\"api\",kind=\"http\",outcome=\"pass\","
                              "reason=\"ok\"} 1\n")));
}

TEST_F(ProbePage, SaysThatAPatternWasTheCauseOfAFail) {
  look(shop_, 0, http(Outcome::fail, Reason::body_not_matched, {.phases = {}, .status = 200}));
  EXPECT_THAT(text("shop/front"), AllOf(HasSubstr("\nprobe_success 0\n"),
                                        HasSubstr("\nprobe_failed_due_to_regex 1\n")));
  look(shop_, 0, http(Outcome::fail, Reason::status_unexpected, {.phases = {}, .status = 500}));
  EXPECT_THAT(text("shop/front"), AllOf(HasSubstr("\nprobe_success 0\n"),
                                        HasSubstr("\nprobe_failed_due_to_regex 0\n")));
}

TEST_F(ProbePage, DoesNotGuessWhetherTheAnswerBehindARedirectCameOverTls) {
  look(shop_, 1, http(Outcome::pass, Reason::ok, {.phases = {}, .status = 200, .redirects = 1}));
  EXPECT_THAT(text("shop/api"), Not(HasSubstr("probe_http_ssl")));
}

TEST_F(ProbePage, ShowsOnlyWhatIsKnownOfOtherKinds) {
  look(blog_, 1, seen(Outcome::fail, Reason::connect_refused));
  EXPECT_THAT(text("blog/port"),
              AllOf(HasSubstr("\nprobe_success 0\n"), HasSubstr("\nprobe_duration_seconds 0.012\n"),
                    Not(HasSubstr("probe_http")), Not(HasSubstr("probe_ssl"))));
}

TEST_F(ProbePage, SaysNothingOfSuccessWhileNothingIsKnown) {
  EXPECT_THAT(text("shop/front"),
              AllOf(Not(HasSubstr("probe_success")), Not(HasSubstr("age_seconds")),
                    HasSubstr("outcome=\"indeterminate\",reason=\"not_observed\"} 1\n")));
  look(shop_, 0, seen(Outcome::indeterminate, Reason::agent_held_up));
  EXPECT_THAT(text("shop/front"),
              AllOf(Not(HasSubstr("probe_success")), HasSubstr("reason=\"agent_held_up\"} 1\n")));
  look(shop_, 0, seen(Outcome::pass, Reason::ok));
  EXPECT_THAT(text("shop/front"), HasSubstr("\nprobe_success 1\n"));
  now_.steady += 1h;  // nobody looks any more
  EXPECT_THAT(text("shop/front"), AllOf(Not(HasSubstr("probe_success")),
                                        HasSubstr("\ndeepalive_probe_age_seconds 3600\n")));
}

TEST_F(ProbePage, TakesACheckNameThatOneRoleHasAndTheFormThatPrometheusSends) {
  EXPECT_THAT(text("api"), HasSubstr("role=\"shop\",check=\"api\""));
  EXPECT_THAT(text("shop%2Ffront"), HasSubstr("role=\"shop\",check=\"front\""));
  EXPECT_THAT(text("blog%2ffront&module=http_2xx"), HasSubstr("role=\"blog\",check=\"front\""));
}

TEST_F(ProbePage, NamesWhatAnAmbiguousOrUnknownTargetMayHaveMeant) {
  const HttpReply ambiguous = ask("target=front");
  EXPECT_EQ(ambiguous.status, 404U);
  EXPECT_THAT(ambiguous.body, AllOf(HasSubstr("blog/front"), HasSubstr("shop/front")));
  const HttpReply mistyped = ask("target=shop/frnt");
  EXPECT_EQ(mistyped.status, 404U);
  EXPECT_THAT(mistyped.body, HasSubstr("did you mean 'shop/front'?"));
  EXPECT_EQ(ask("target=shop").status, 404U);
  EXPECT_EQ(ask("target=https://elsewhere.example/").status, 404U);
  EXPECT_EQ(ask("target=" + std::string(100'000, 'x')).status, 404U);
  EXPECT_EQ(ask("target=%").status, 404U);
  EXPECT_EQ(ask("target=%00%zz").status, 404U);
}

TEST_F(ProbePage, AsksForATarget) {
  for (const char* query : {"", "target=", "module=http_2xx", "target"}) {
    const HttpReply reply = ask(query);
    EXPECT_EQ(reply.status, 400U) << query;
    EXPECT_THAT(reply.body, HasSubstr("/probe?target=")) << query;
  }
}

TEST_F(ProbePage, GivesOnlyWhatItsListHasWithTheLabelsThatAreThere) {
  look(shop_, 1,
       http(Outcome::pass, Reason::ok,
            {.phases = {}, .status = 200, .certificate_not_after = now_.wall}));
  std::set<std::string_view> listed;
  for (const MetricInfo& metric : probe_metrics()) listed.insert(metric.name);
  for (const auto& family : testing::parsed(ask("target=api").body)) {
    EXPECT_EQ(listed.erase(family.name), 1U) << family.name;
    const auto info = std::ranges::find(probe_metrics(), family.name, &MetricInfo::name);
    for (const auto& sample : family.metric) {
      std::string names;
      for (const auto& label : sample.label) names += (names.empty() ? "" : ",") + label.name;
      EXPECT_EQ(names, info->labels) << family.name;
    }
  }
  EXPECT_THAT(listed, ::testing::IsEmpty());
}

}  // namespace
}  // namespace deepalive::service
