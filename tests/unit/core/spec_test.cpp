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
}

}  // namespace
}  // namespace deepalive
