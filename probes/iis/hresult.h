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

// Likewise of a start or stop that was refused, where some codes mean something else than when they
// come from reading. start_refused, unless the caller lacks the rights.
std::string_view explain_refusal(std::uint32_t hresult);
Error refusal_error(std::string_view what, std::uint32_t hresult, std::string_view text = {});

// iis-admin.md, 2.7.
inline constexpr std::uint32_t kCannotAcceptControl = 0x80070425;  // just starting or stopping
inline constexpr std::uint32_t kNotActive = 0x80070426;            // stopped, or a service is
inline constexpr std::uint32_t kUnknownToWas =
    0x800710D8;  // for seconds after a change, or for good
inline constexpr std::uint32_t kBindingTaken = 0x800700B7;

// "0x8007000D".
std::string hresult_text(std::uint32_t hresult);

}  // namespace deepalive::probes
