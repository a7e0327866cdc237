#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/reason.h"
#include "core/result.h"

namespace deepalive::probes {

// The HRESULTs that the administration API is known to give, as the reasons they amount to. Any
// other failure is iis_error.
Reason reason_of_hresult(std::uint32_t hresult);

// What the code means here and what to do about it; empty for codes that are not known.
std::string_view explain_hresult(std::uint32_t hresult);

// The error of a failed call: `what` was tried, `text` is what the system said about it (may be
// empty). Shown as "what: text (0x8007000D, our explanation)".
Error hresult_error(std::string_view what, std::uint32_t hresult, std::string_view text = {});

// "0x8007000D".
std::string hresult_text(std::uint32_t hresult);

}  // namespace deepalive::probes
