#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace deepalive::service::doctor {

enum class ScriptKind : std::uint8_t {
  ours,     // of 'deepalive cluster script'
  article,  // the sample of Microsoft's article, or made from it
  other,
};

// What a Generic Script says of itself.
struct ScriptText {
  ScriptKind kind = ScriptKind::other;
  std::string role;      // ours
  std::string site;      // article: SITE_NAME
  std::string app_pool;  // article: APP_POOL_NAME
};

inline constexpr std::size_t kMaxScript = std::size_t{1} << 20;  // bytes that are read of one

// Any text at all gives something. The article's sample is known by the two names that it sets; the
// last setting of each counts.
ScriptText what_script(std::string_view text);

}  // namespace deepalive::service::doctor
