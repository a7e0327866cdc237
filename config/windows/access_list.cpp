#include "config/windows/access_list.h"

#include <array>
#include <cstddef>

namespace deepalive::config {
namespace {

struct Crowd {
  WELL_KNOWN_SID_TYPE sid;
  std::string_view name;
};
constexpr std::array<Crowd, 4> kCrowds = {{{WinWorldSid, "Everyone"},
                                           {WinAuthenticatedUserSid, "Authenticated Users"},
                                           {WinBuiltinUsersSid, "Users"},
                                           {WinBuiltinGuestsSid, "Guests"}}};

// The first entry that speaks of reading decides, as it does in Windows: what denies stands before
// what allows.
bool may_read(ACL& list, PSID who) {
  for (DWORD i = 0; i < list.AceCount; ++i) {
    void* entry = nullptr;
    if (!GetAce(&list, i, &entry)) return false;
    const auto& header = *static_cast<const ACE_HEADER*>(entry);
    const bool allows = header.AceType == ACCESS_ALLOWED_ACE_TYPE;
    if ((!allows && header.AceType != ACCESS_DENIED_ACE_TYPE) ||
        (header.AceFlags & INHERIT_ONLY_ACE) != 0) {
      continue;
    }
    // The two kinds of entries are laid out alike.
    auto& ace = *static_cast<ACCESS_ALLOWED_ACE*>(entry);
    constexpr DWORD kReads = FILE_READ_DATA | GENERIC_READ | GENERIC_ALL;
    if ((ace.Mask & kReads) != 0 && EqualSid(who, &ace.SidStart)) return allows;
  }
  return false;
}

}  // namespace

std::string_view crowd_that_reads(ACL* list) {
  for (const Crowd& crowd : kCrowds) {
    alignas(SID) std::array<std::byte, SECURITY_MAX_SID_SIZE> sid{};
    auto size = static_cast<DWORD>(sid.size());
    if (!CreateWellKnownSid(crowd.sid, nullptr, sid.data(), &size)) continue;
    if (list == nullptr || may_read(*list, sid.data())) return crowd.name;
  }
  return {};
}

}  // namespace deepalive::config
