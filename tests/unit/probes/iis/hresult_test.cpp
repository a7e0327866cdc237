#include "probes/iis/hresult.h"

#include <gtest/gtest.h>

namespace deepalive::probes {
namespace {

TEST(Hresult, EachKnownCodeHasItsReason) {
  const std::pair<std::uint32_t, Reason> table[] = {
      {0x80040154, Reason::iis_not_installed},
      {0x80070005, Reason::iis_access_denied},
      {0x8007000D, Reason::iis_config_unreadable},
      {0x80070002, Reason::iis_config_unreadable},
      {0x80070003, Reason::iis_config_unreadable},
      {0x80070035, Reason::iis_config_unreadable},
      {0x80070040, Reason::iis_config_unreadable},
      {0x8007003A, Reason::iis_config_unreadable},
      {0x80070021, Reason::iis_config_unreadable},
      {0x80070020, Reason::iis_config_unreadable},
      {0x80070585, Reason::state_unreadable},
      {0x800710D8, Reason::state_unreadable},
      {0x80070425, Reason::state_unreadable},
      {0x80070426, Reason::state_unreadable},
      {0x800706BA, Reason::state_unreadable},
      {0x800705B4, Reason::iis_timeout},
      {0x800703FA, Reason::iis_error},
      {0x80070008, Reason::iis_error},
      {0x8007000E, Reason::iis_error},
      {0x80004005, Reason::iis_error},
  };
  for (const auto& [code, reason] : table) {
    EXPECT_EQ(reason_of_hresult(code), reason) << hresult_text(code);
    EXPECT_EQ(explain_hresult(code).empty(), code == 0x80004005) << hresult_text(code);
  }
}

TEST(Hresult, AnErrorSaysWhatWasTriedWhatTheSystemSaidAndWhatItMeans) {
  const Error error = hresult_error("section sites", 0x8007000D, "Line number: 12");
  EXPECT_EQ(error.reason, Reason::iis_config_unreadable);
  EXPECT_EQ(error.code, 0x8007000D);
  EXPECT_EQ(error.where,
            "section sites: Line number: 12 (0x8007000D, the IIS configuration is broken, or was "
            "being rewritten just now)");
}

TEST(Hresult, AnUnknownCodeIsShownAsItIs) {
  EXPECT_EQ(hresult_error("section sites", 0x80004005).where, "section sites (0x80004005)");
}

TEST(Hresult, ARefusedStartComesWithItsCure) {
  const Error binding = refusal_error("starting site 'Shop'", 0x800700B7, "In use.");
  EXPECT_EQ(binding.reason, Reason::start_refused);
  EXPECT_EQ(binding.code, 0x800700B7);
  EXPECT_EQ(binding.where,
            "starting site 'Shop': In use. (0x800700B7, another started site has the same binding: "
            "stop that site, or change one of the bindings)");
  const Error port = refusal_error("starting site 'Shop'", 0x80070020);
  EXPECT_EQ(port.reason, Reason::start_refused);
  EXPECT_NE(port.where.find("another program has a port"), std::string::npos) << port.where;
}

TEST(Hresult, ARefusalForWantOfRightsSaysSo) {
  EXPECT_EQ(refusal_error("starting", 0x80070005).reason, Reason::iis_access_denied);
}

TEST(Hresult, OtherRefusalsKeepTheMeaningOfTheirCode) {
  const Error error = refusal_error("starting site 'Shop'", 0x800710D8);
  EXPECT_EQ(error.reason, Reason::start_refused);
  EXPECT_NE(error.where.find("WAS does not know it"), std::string::npos) << error.where;
  EXPECT_EQ(refusal_error("starting", 0x80004005).where, "starting (0x80004005)");
}

}  // namespace
}  // namespace deepalive::probes
