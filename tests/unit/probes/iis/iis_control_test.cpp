#include "probes/iis/iis_control.h"

#include <gtest/gtest.h>

#include "probes/iis/hresult.h"

namespace deepalive::probes {
namespace {

TEST(IisControlErrors, OnlyWhatIsUnderWayOrNotYetKnownToWasMayPass) {
  EXPECT_TRUE(may_pass(refusal_error("starting", 0x80070425)));
  EXPECT_TRUE(may_pass(refusal_error("starting", 0x800710D8)));
  EXPECT_TRUE(may_pass(hresult_error("state", 0x800710D8)));
  for (const std::uint32_t code :
       {0x800700B7U, 0x80070020U, 0x80070005U, 0x80070426U, 0x80004005U}) {
    EXPECT_FALSE(may_pass(refusal_error("starting", code))) << hresult_text(code);
  }
  EXPECT_FALSE(may_pass(Error{Reason::site_missing, 0, "no such site"}));
}

}  // namespace
}  // namespace deepalive::probes
