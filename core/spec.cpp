#include "core/spec.h"

#include <array>

namespace deepalive {
namespace {

struct KindInfo {
  CheckKind kind;
  std::string_view name;
  bool says_on_standby;
  bool needs_worker = false;
};

constexpr auto kKinds = std::to_array<KindInfo>({
    {CheckKind::service, "service", true},
    {CheckKind::site, "site", true},
    {CheckKind::app_pool, "app_pool", true},
    {CheckKind::http, "http", false, true},
    {CheckKind::tcp, "tcp", false},
    {CheckKind::command, "command", false, true},
    {CheckKind::worker_process, "worker_process", false},
    {CheckKind::request_queue, "request_queue", false},
    {CheckKind::content_path, "content_path", false},
    {CheckKind::shared_config, "shared_config", true},
});

// The functions below index the table with the enumeration.
consteval bool kinds_in_order() {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds[i].kind != static_cast<CheckKind>(i)) return false;
  }
  return kKinds.size() == std::variant_size_v<decltype(CheckSpec::target)>;
}
static_assert(kinds_in_order());

}  // namespace

std::string_view to_name(CheckKind kind) { return kKinds[static_cast<std::size_t>(kind)].name; }

bool says_on_standby(CheckKind kind) {
  return kKinds[static_cast<std::size_t>(kind)].says_on_standby;
}

bool is_repeatable(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

bool needs_worker(CheckKind kind) { return kKinds[static_cast<std::size_t>(kind)].needs_worker; }

}  // namespace deepalive
