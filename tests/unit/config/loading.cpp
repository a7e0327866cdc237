#include "tests/unit/config/loading.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <variant>

#include "core/time.h"

namespace deepalive::config {

Environment FakeEnvironment::environment() const {
  return {
      [variables = variables](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
      },
      [files = files](const std::filesystem::path& file, std::size_t limit) -> Result<std::string> {
        const auto found = files.find(utf8_from_path(file.lexically_relative(config_folder())));
        if (found == files.end()) return Error{Reason::internal_error, 2, "does not exist"};
        if (found->second.size() > limit) return Error{Reason::internal_error, 0, "is too large"};
        return found->second;
      },
      [exposures = exposures](const std::filesystem::path& file) -> std::string {
        const auto found = exposures.find(utf8_from_path(file.lexically_relative(config_folder())));
        return found == exposures.end() ? "" : found->second;
      },
      [secrets = secrets](std::string_view base64) -> Result<std::string> {
        const auto found = secrets.find(std::string(base64));
        if (found == secrets.end()) {
          return Error{Reason::internal_error, 0, "cannot be decrypted here"};
        }
        return found->second;
      }};
}

void keep_good(std::string_view yaml_text, const std::string& ending) {
  const char* const folder = std::getenv("DEEPALIVE_KEEP_CONFIGURATIONS");
  if (folder == nullptr) return;
  const auto name = std::to_string(std::hash<std::string_view>()(yaml_text)) + ending;
  std::ofstream(std::filesystem::path(folder) / name, std::ios::binary) << yaml_text;
}

std::filesystem::path config_folder() {
  return (std::filesystem::temp_directory_path() / "deepalive-config-tests").lexically_normal();
}

std::string in_config_folder(std::string_view relative) {
  return utf8_from_path((config_folder() / relative).lexically_normal());
}

Loaded load_text(std::string_view yaml_text, const FakeEnvironment& fake) {
  Loaded loaded = load(yaml_text, config_folder() / "deepalive.yaml", fake.environment());
  if (loaded.spec) keep_good(yaml_text, ".yaml");
  return loaded;
}

std::string problems_of(std::string_view yaml_text, const FakeEnvironment& fake) {
  std::istringstream lines(format_problems(load_text(yaml_text, fake).problems, "FILE"));
  std::string text;
  for (std::string line; std::getline(lines, line);) text += line.substr(5) + "\n";
  return text;
}

NodeSpec spec_of(std::string_view yaml_text, const FakeEnvironment& fake) {
  const Loaded loaded = load_text(yaml_text, fake);
  EXPECT_TRUE(loaded.spec) << format_problems(loaded.problems, "deepalive.yaml");
  return loaded.spec.value_or(NodeSpec{});
}

CheckSpec check_of(const RoleSpec& role, std::string_view name) {
  const auto found = std::ranges::find(role.checks, name, &CheckSpec::name);
  if (found != role.checks.end()) return *found;
  ADD_FAILURE() << "no check named " << name;
  return {};
}

namespace {

class Describer {
 public:
  void add(std::string_view value) { out_ << value.size() << ':' << value << '\n'; }
  void add(Duration value) { out_ << to_milliseconds(value) << "ms\n"; }
  void add(long long value) { out_ << value << '\n'; }
  void add(const std::vector<std::string>& values) {
    for (const auto& value : values) add(value);
    out_ << "end\n";
  }

  void add(const HttpTarget& http) {
    for (const auto& value :
         {http.url, http.connect_to, http.method, http.body, http.expect.body_matches,
          http.expect.body_not_matches, http.tls.ca_file, http.tls.server_name}) {
      add(value);
    }
    for (const auto& [name, value] : http.headers) out_ << name << '=' << value << '\n';
    for (const auto& range : http.expect.status) out_ << range.first << '-' << range.last << '\n';
    add(http.expect.latency_degraded.value_or(Duration::min()));
    for (const auto& json : http.expect.json) out_ << json.pointer << '=' << json.equals << '\n';
    for (const auto& header : http.expect.headers) {
      out_ << header.name << '=' << header.matches << '\n';
    }
    add(http.tls.expiry_degraded.value_or(Duration::min()));
    for (const auto& value : {http.tls.client_certificate.file,
                              http.tls.client_certificate.key_file, http.auth.username}) {
      add(value);
    }
    out_ << http.tls.verify << http.max_body << ' ' << static_cast<int>(http.tls.min_version) << ' '
         << static_cast<int>(http.auth.scheme) << ' ' << static_cast<int>(http.ip) << ' '
         << http.follow_redirects << ' ' << http.reuse_connection << '\n';
  }
  void add(const ServiceTarget& target) { add(target.service_name); }
  void add(const SiteTarget& target) { add(target.site); }
  void add(const AppPoolTarget& target) {
    add(target.app_pool);
    add(target.sites);
  }
  void add(const TcpTarget& target) { add(target.address); }
  void add(const CommandTarget& target) { add(target.run); }
  void add(const WorkerProcessTarget& target) {
    add(target.app_pool);
    out_ << target.crashes << '\n';
    add(target.window);
  }
  void add(const RequestQueueTarget& target) {
    add(target.app_pool);
    out_ << target.degraded.value_or(0) << ' ' << target.fail.value_or(0) << '\n';
  }
  void add(const ContentPathTarget& target) { add(target.sites); }
  void add(const SharedConfigTarget& target) { out_ << target.offline_files << '\n'; }

  void add(const CheckSpec& check) {
    add(check.name);
    add(static_cast<long long>(check.kind()));
    std::visit([this](const auto& target) { add(target); }, check.target);
    out_ << (check.scope == CheckScope::shared) << ' ' << check.level << ' '
         << check.thresholds.fall << ' ' << check.thresholds.rise << '\n';
    add(check.cadence.interval);
    add(check.cadence.fast_interval);
    add(check.cadence.timeout);
  }

  void add(const RoleSpec& role) {
    add(role.name);
    add(static_cast<long long>(role.placement));
    add(role.services);
    add(role.sites);
    add(role.app_pools);
    add(role.rules.failure_condition_level);
    add(role.rules.grace);
    add(role.rules.hold);
    add(role.rules.stale_after);
    add(static_cast<long long>(role.rules.on_unknown));
    for (const CheckSpec& check : role.checks) add(check);
  }

  std::string describe(const NodeSpec& spec) {
    add(spec.agent.listen);
    add(spec.agent.agent_check);
    add(spec.agent.web_config);
    add(spec.agent.allowed_hosts);
    for (const auto& value :
         {spec.agent.pipe, spec.agent.data_dir, spec.agent.log.level, spec.agent.log.file,
          spec.agent.log.events, spec.iis.simulated_file}) {
      add(value);
    }
    out_ << spec.agent.log.max_size << ' ' << spec.agent.log.keep << '\n';
    out_ << spec.agent.journal.max_size << ' ' << to_milliseconds(spec.agent.journal.keep) << '\n';
    add(static_cast<long long>(spec.iis.provider));
    add(spec.iis.interval);
    add(spec.iis.timeout);
    for (const RoleSpec& role : spec.roles) add(role);
    return out_.str();
  }

 private:
  std::ostringstream out_;
};

}  // namespace

std::string describe(const NodeSpec& spec) { return Describer().describe(spec); }

}  // namespace deepalive::config
