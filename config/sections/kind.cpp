#include "config/sections/kind.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "config/reading/text.h"
#include "config/sections/http.h"
#include "core/url.h"

namespace deepalive::config {
namespace {

using Target = decltype(CheckSpec::target);

struct KindSource {
  const Value& value;
  const std::string& path;
  const RoleSpec& role;
};

void read_app_pool(const Mapping& mapping, const Value& value, std::string& app_pool) {
  if (const Value* name = mapping.find("app_pool")) {
    if (const auto text = name->plain_text("the name of an application pool")) {
      app_pool = text->value;
    }
  } else if (mapping.is_understood()) {
    value.error("needs an app_pool");
  }
}

Target read_http_kind(const KindSource& place) { return read_http(place.value, place.path); }

Target read_tcp(const KindSource& place) {
  TcpTarget tcp;
  const Mapping mapping(place.value, Scope::tcp);
  const Value* address = mapping.find("address");
  if (address == nullptr) {
    if (mapping.is_understood()) place.value.error("needs an address, such as db.example.com:1433");
    return tcp;
  }
  const auto text = address->plain_text("host:port");
  if (!text) return tcp;
  const auto host_port = parse_host_port(text->value);
  if (!host_port || !host_port->port || *host_port->port == 0) {
    address->error(in_quotes(text->written) +
                   " is no host:port or [IPv6]:port, such as db.example.com:1433");
    return tcp;
  }
  tcp.address = text->value;
  return tcp;
}

// What Windows does not start as a program, and what does.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNeedInterpreters = {{
    {".ps1", "powershell.exe with -NoProfile -File"},
    {".bat", "cmd.exe with /c"},
    {".cmd", "cmd.exe with /c"},
    {".vbs", "cscript.exe with //nologo"},
    {".js", "cscript.exe with //nologo"},
}};

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() &&
         equal_ignoring_case(text.substr(text.size() - ending.size()), ending);
}

void read_program(const Value& item, std::vector<std::string>& run) {
  auto program = item.file_path();
  if (!program) return;
  for (const auto& [ending, interpreter] : kNeedInterpreters) {
    if (!ends_with(*program, ending)) continue;
    item.error("a " + std::string(ending) + " is no program; give the full path of " +
               std::string(interpreter) + " before it");
    return;
  }
  run.push_back(*std::move(program));
}

Target read_command(const KindSource& place) {
  CommandTarget command;
  const Mapping mapping(place.value, Scope::command);
  const Value* run = mapping.find("run");
  if (run == nullptr) {
    if (mapping.is_understood()) place.value.error("needs run: [program, argument, …]");
    return command;
  }
  const auto items = run->list(kMaxArguments, "a list such as [check_db.exe, --critical, \"5\"]");
  if (!items) return command;
  if (items->empty()) {
    run->error("is empty; it needs a program first");
    return command;
  }
  read_program(items->front(), command.run);
  for (const Value& item : std::span(*items).subspan(1)) {
    const auto text = item.text(kMaxText, "an argument");
    if (!text) continue;
    if (has_control_character(text->value)) {
      item.error("has a control character, such as a line end");
      continue;
    }
    if (text->referenced()) {
      item.session().as_written[place.path + ".run." + std::to_string(command.run.size())] =
          text->written;
    }
    command.run.push_back(text->value);
  }
  return command;
}

Target read_worker_process(const KindSource& place) {
  WorkerProcessTarget target;
  const Mapping mapping(place.value, Scope::worker_process);
  read_app_pool(mapping, place.value, target.app_pool);
  mapping.number("crashes", target.crashes, kCrashes);
  mapping.duration("window", target.window, kCrashWindow);
  return target;
}

Target read_request_queue(const KindSource& place) {
  RequestQueueTarget target;
  const Mapping mapping(place.value, Scope::request_queue);
  read_app_pool(mapping, place.value, target.app_pool);
  const Value* degraded = mapping.find("degraded");
  const Value* fail = mapping.find("fail");
  if (degraded) target.degraded = degraded->number(kQueueLength);
  if (fail) target.fail = fail->number(kQueueLength);
  if (!degraded && !fail) {
    if (mapping.is_understood()) place.value.error("needs degraded or fail: a number of requests");
  } else if (target.degraded && target.fail && *target.degraded >= *target.fail) {
    degraded->error("must be less than fail, which is " + std::to_string(*target.fail));
  }
  return target;
}

Target read_content_path(const KindSource& place) {
  const Mapping mapping(place.value, Scope::content_path);
  if (mapping.is_understood() && place.role.sites.empty()) {
    place.value.error("looks at the folders of the role's sites, and this role has no sites");
  }
  return ContentPathTarget{place.role.sites};
}

Target read_shared_config(const KindSource& place) {
  SharedConfigTarget target;
  const Mapping mapping(place.value, Scope::shared_config);
  mapping.flag("offline_files", target.offline_files);
  return target;
}

}  // namespace

struct KindKey {
  std::string_view name;
  Target (*read)(const KindSource& place);
  std::optional<int> level;  // none = that of the defaults
  CheckScope scope = CheckScope::node;
};

namespace {

constexpr auto kKindKeys = std::to_array<KindKey>({
    {"http", read_http_kind, std::nullopt},
    {"tcp", read_tcp, std::nullopt},
    {"command", read_command, std::nullopt},
    {"worker_process", read_worker_process, 3},
    {"request_queue", read_request_queue, 5},
    {"content_path", read_content_path, 2},
    // A share that is gone is gone for all nodes, and IIS goes on with what it has read: failing
    // over for it would help nobody.
    {"shared_config", read_shared_config, 2, CheckScope::shared},
});

}  // namespace

std::vector<const KindKey*> kinds_of(const Mapping& check) {
  std::vector<const KindKey*> kinds;
  for (const KindKey& kind : kKindKeys) {
    if (check.find(kind.name) != nullptr) kinds.push_back(&kind);
  }
  return kinds;
}

std::string_view name_of(const KindKey& kind) { return kind.name; }

CheckSpec read_kind(const KindKey& kind, const Mapping& check, const std::string& path,
                    const RoleSpec& role, const IisSpec& iis, const Tuning& defaults) {
  CheckSpec spec;
  spec.level = kind.level.value_or(defaults.level);
  spec.scope = kind.scope;
  spec.thresholds = defaults.thresholds;
  spec.cadence = defaults.cadence;
  const std::string kind_path = path + "." + std::string(kind.name);
  spec.target = kind.read({*check.find(kind.name), kind_path, role});
  if (spec.kind() == CheckKind::worker_process) {
    // Part of the one reading of IIS, whose timing it has.
    spec.cadence = {.interval = iis.interval,
                    .fast_interval = std::min(defaults.cadence.fast_interval, iis.interval),
                    .timeout = iis.timeout};
  }
  return spec;
}

bool blocks(CheckKind kind) {
  return kind == CheckKind::command || kind == CheckKind::request_queue ||
         kind == CheckKind::content_path || kind == CheckKind::shared_config;
}

}  // namespace deepalive::config
