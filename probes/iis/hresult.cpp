#include "probes/iis/hresult.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace deepalive::probes {
namespace {

struct Known {
  std::uint32_t hresult;
  Reason reason;
  std::string_view explanation;
};

constexpr auto kKnown = std::to_array<Known>({
    {0x80040154, Reason::iis_not_installed,
     "IIS's administration classes are not registered: install the role service Web-Server"},
    {0x80070005, Reason::iis_access_denied,
     "the agent needs administrator rights: run it as LocalSystem or elevated"},
    {0x8007000D, Reason::iis_config_unreadable,
     "the IIS configuration is broken, or was being rewritten just now"},
    {0x80070002, Reason::iis_config_unreadable, "an IIS configuration file is missing"},
    {0x80070003, Reason::iis_config_unreadable, "a folder of the IIS configuration is missing"},
    {0x80070020, Reason::iis_config_unreadable, "another process has the file open"},
    {0x80070021, Reason::iis_config_unreadable, "another process has the file locked"},
    {0x80070035, Reason::iis_config_unreadable,
     "the share with the IIS configuration is not found"},
    {0x8007003A, Reason::iis_config_unreadable,
     "the server with the IIS configuration does not answer properly"},
    {0x80070040, Reason::iis_config_unreadable,
     "the share with the IIS configuration is no longer there"},
    {0x80070585, Reason::state_unreadable, "it was removed while it was being read"},
    {kUnknownToWas, Reason::state_unreadable,
     "WAS does not know it: no http or https binding, not loaded yet, or its configuration is "
     "refused"},
    {kCannotAcceptControl, Reason::state_unreadable, "it is just starting or stopping"},
    {kNotActive, Reason::state_unreadable, "the service behind it is not active"},
    {0x800706BA, Reason::state_unreadable, "the service behind it does not answer"},
    {0x800705B4, Reason::iis_timeout, "IIS gave up waiting"},
    {0x800703FA, Reason::iis_error, "the IIS role is being removed or upgraded"},
    {0x80070008, Reason::iis_error, "the machine is out of memory"},
    {0x8007000E, Reason::iis_error, "the machine is out of memory"},
});

// The port's owner is not verified on a real server.
constexpr auto kRefusals = std::to_array<Known>({
    {kBindingTaken, Reason::start_refused,
     "another started site has the same binding: stop that site, or change one of the bindings"},
    {0x80070020, Reason::start_refused,
     "another program has a port of its bindings (netstat -abno shows which): end it, or change "
     "the binding"},
    {0x80070005, Reason::iis_access_denied,
     "the agent needs administrator rights: run it as LocalSystem or elevated"},
});

template <std::size_t N>
const Known* find(const std::array<Known, N>& table, std::uint32_t hresult) {
  const auto known = std::ranges::find(table, hresult, &Known::hresult);
  return known == table.end() ? nullptr : &*known;
}

Error explained(Reason reason, std::string_view what, std::uint32_t hresult, std::string_view text,
                std::string_view explanation) {
  std::string where(what);
  if (!text.empty()) where.append(": ").append(text);
  where += " (" + hresult_text(hresult);
  if (!explanation.empty()) where.append(", ").append(explanation);
  where += ')';
  return {reason, static_cast<std::int64_t>(hresult), std::move(where)};
}

}  // namespace

Reason reason_of_hresult(std::uint32_t hresult) {
  const Known* known = find(kKnown, hresult);
  return known ? known->reason : Reason::iis_error;
}

std::string_view explain_hresult(std::uint32_t hresult) {
  const Known* known = find(kKnown, hresult);
  return known ? known->explanation : std::string_view();
}

std::string hresult_text(std::uint32_t hresult) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08X", static_cast<unsigned>(hresult));
  return text;
}

Error hresult_error(std::string_view what, std::uint32_t hresult, std::string_view text) {
  return explained(reason_of_hresult(hresult), what, hresult, text, explain_hresult(hresult));
}

std::string_view explain_refusal(std::uint32_t hresult) {
  const Known* known = find(kRefusals, hresult);
  return known ? known->explanation : explain_hresult(hresult);
}

Error refusal_error(std::string_view what, std::uint32_t hresult, std::string_view text) {
  const Known* known = find(kRefusals, hresult);
  return explained(known ? known->reason : Reason::start_refused, what, hresult, text,
                   explain_refusal(hresult));
}

}  // namespace deepalive::probes
