#include "core/spec.h"

#include <gtest/gtest.h>

namespace deepalive {
namespace {

CheckSpec looking_at(decltype(CheckSpec::target) target) {
  CheckSpec spec;
  spec.target = std::move(target);
  return spec;
}

TEST(Spec, TheKindOfACheckFollowsFromItsTarget) {
  EXPECT_EQ(to_name(looking_at(ServiceTarget{}).kind()), "service");
  EXPECT_EQ(to_name(looking_at(SiteTarget{}).kind()), "site");
  EXPECT_EQ(to_name(looking_at(AppPoolTarget{}).kind()), "app_pool");
  EXPECT_EQ(to_name(looking_at(HttpTarget{}).kind()), "http");
  EXPECT_EQ(to_name(looking_at(TcpTarget{}).kind()), "tcp");
  EXPECT_EQ(to_name(looking_at(CommandTarget{}).kind()), "command");
  EXPECT_EQ(to_name(looking_at(WorkerProcessTarget{}).kind()), "worker_process");
  EXPECT_EQ(to_name(looking_at(RequestQueueTarget{}).kind()), "request_queue");
  EXPECT_EQ(to_name(looking_at(ContentPathTarget{}).kind()), "content_path");
  EXPECT_EQ(to_name(looking_at(SharedConfigTarget{}).kind()), "shared_config");
}

TEST(Spec, OnStandbyOnlyWhatDoesNotNeedTheRoleSpeaks) {
  for (const CheckKind kind :
       {CheckKind::service, CheckKind::site, CheckKind::app_pool, CheckKind::shared_config}) {
    EXPECT_TRUE(says_on_standby(kind)) << to_name(kind);
  }
  for (const CheckKind kind :
       {CheckKind::http, CheckKind::tcp, CheckKind::command, CheckKind::worker_process,
        CheckKind::request_queue, CheckKind::content_path}) {
    EXPECT_FALSE(says_on_standby(kind)) << to_name(kind);
  }
}

}  // namespace
}  // namespace deepalive
