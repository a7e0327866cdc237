#include "core/spec.h"

namespace deepalive {

std::string_view to_name(CheckKind kind) {
  switch (kind) {
    case CheckKind::service:
      return "service";
    case CheckKind::site:
      return "site";
    case CheckKind::app_pool:
      return "app_pool";
    case CheckKind::http:
      break;
  }
  return "http";
}

bool says_on_standby(CheckKind kind) { return kind != CheckKind::http; }

bool needs_worker(CheckKind kind) { return kind == CheckKind::http; }

}  // namespace deepalive
