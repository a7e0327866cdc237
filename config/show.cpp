#include "config/show.h"

#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "config/reading/references.h"
#include "config/reading/text.h"
#include "core/units.h"

namespace deepalive::config {
namespace {

constexpr std::array<std::string_view, 4> kSecretHeaders = {"Authorization", "Cookie",
                                                            "Proxy-Authorization", "X-Api-Key"};

class Shower {
 public:
  explicit Shower(const AsWritten& as_written) : as_written_(as_written) {}

  std::string show(const NodeSpec& spec) {
    open();
    open("agent");
    list("listen", spec.agent.listen);
    if (!spec.agent.agent_check.empty()) list("agent_check", spec.agent.agent_check);
    if (!spec.agent.web_config.empty()) text("web_config", spec.agent.web_config);
    if (!spec.agent.allowed_hosts.empty()) list("allowed_hosts", spec.agent.allowed_hosts);
    text("pipe", spec.agent.pipe);
    text("data_dir", spec.agent.data_dir);
    open("log");
    word("level", spec.agent.log.level);
    optional_text("file", spec.agent.log.file);
    word("max_size", format_size(spec.agent.log.max_size));
    number("keep", spec.agent.log.keep);
    optional_text("events", spec.agent.log.events);
    close();
    open("journal");
    word("max_size", format_size(spec.agent.journal.max_size));
    word("keep", format_duration(spec.agent.journal.keep));
    close();
    close();
    open("iis");
    word("provider", spec.iis.provider == IisProvider::simulated ? "simulated" : "admin_api");
    optional_text("simulated_file", spec.iis.simulated_file);
    word("interval", format_duration(spec.iis.interval));
    word("timeout", format_duration(spec.iis.timeout));
    close();
    open("roles");
    for (const RoleSpec& role : spec.roles) show_role(role);
    close();
    close();
    return std::string(out_.c_str(), out_.size()) + "\n";
  }

 private:
  void show_role(const RoleSpec& role) {
    open(role.name);
    word("placement", role.placement == Placement::always ? "always" : "cluster");
    list("services", role.services);
    list("sites", role.sites);
    list("app_pools", role.app_pools);
    number("failure_condition_level", role.rules.failure_condition_level);
    word("grace", format_duration(role.rules.grace));
    word("hold", format_duration(role.rules.hold));
    word("on_unknown", role.rules.on_unknown == UnknownPolicy::dead ? "dead" : "alive");
    word("stale_after", format_duration(role.rules.stale_after));
    key("checks");
    out_ << YAML::BeginSeq;
    for (const CheckSpec& check : role.checks) show_check(role, check);
    out_ << YAML::EndSeq;
    if (!role.rules.groups.empty()) {
      key("groups");
      out_ << YAML::BeginSeq;
      for (const GroupSpec& group : role.rules.groups) show_group(role, group);
      out_ << YAML::EndSeq;
    }
    close();
  }

  void show_group(const RoleSpec& role, const GroupSpec& group) {
    open();
    text("name", group.name);
    list("members", names_of(role, group.members));
    number("require", group.required);
    number("level", group.level);
    close();
  }

  static std::vector<std::string> names_of(const RoleSpec& role,
                                           const std::vector<std::size_t>& checks) {
    std::vector<std::string> names;
    for (const std::size_t index : checks) names.push_back(role.checks[index].name);
    return names;
  }

  void show_check(const RoleSpec& role, const CheckSpec& check) {
    open();
    text("name", check.name);
    show_kind(check, "roles." + role.name + ".checks." + check.name + "." +
                         std::string(to_name(check.kind())));
    number("level", check.level);
    word("interval", format_duration(check.cadence.interval));
    word("fast_interval", format_duration(check.cadence.fast_interval));
    word("timeout", format_duration(check.cadence.timeout));
    number("fall", check.thresholds.fall);
    number("rise", check.thresholds.rise);
    word("scope", check.scope == CheckScope::shared ? "shared" : "node");
    if (!check.depends_on.empty()) list("depends_on", names_of(role, check.depends_on));
    close();
  }

  // Self-made checks are known by their names alone.
  void show_kind(const CheckSpec& check, const std::string& path) {
    if (const auto* http = std::get_if<HttpTarget>(&check.target)) {
      show_http(*http, path);
    } else if (const auto* tcp = std::get_if<TcpTarget>(&check.target)) {
      open("tcp");
      text("address", tcp->address);
      close();
    } else if (const auto* command = std::get_if<CommandTarget>(&check.target)) {
      open("command");
      show_arguments(command->run, path + ".run.");
      close();
    } else if (const auto* workers = std::get_if<WorkerProcessTarget>(&check.target)) {
      open("worker_process");
      text("app_pool", workers->app_pool);
      number("crashes", workers->crashes);
      word("window", format_duration(workers->window));
      close();
    } else if (const auto* queue = std::get_if<RequestQueueTarget>(&check.target)) {
      open("request_queue");
      text("app_pool", queue->app_pool);
      if (queue->degraded) number("degraded", *queue->degraded);
      if (queue->fail) number("fail", *queue->fail);
      close();
    } else if (std::holds_alternative<ContentPathTarget>(check.target)) {
      open("content_path");
      close();
    } else if (const auto* shared = std::get_if<SharedConfigTarget>(&check.target)) {
      open("shared_config");
      word("offline_files", shared->offline_files ? "true" : "false");
      close();
    }
  }

  void show_arguments(const std::vector<std::string>& run, const std::string& path) {
    key("run");
    out_ << YAML::Flow << YAML::BeginSeq;
    for (std::size_t i = 0; i < run.size(); ++i) {
      const auto written = as_written_.find(path + std::to_string(i));
      quote(written == as_written_.end() ? escape_references(run[i]) : written->second);
    }
    out_ << YAML::EndSeq;
  }

  void show_http(const HttpTarget& http, const std::string& path) {
    open("http");
    possible_secret("url", http.url, path + ".url");
    optional_text("connect_to", http.connect_to);
    text("method", http.method);
    open("headers");
    for (const auto& [name, value] : http.headers) show_header(name, value, path + ".headers.");
    close();
    possible_secret("body", http.body, path + ".body");
    open("expect");
    std::vector<std::string> ranges;
    for (const StatusRange& range : http.expect.status) {
      ranges.push_back(std::to_string(range.first) + "-" + std::to_string(range.last));
    }
    list("status", ranges);
    optional_text("body_matches", http.expect.body_matches);
    optional_text("body_not_matches", http.expect.body_not_matches);
    show_list("json", http.expect.json, [this](const JsonExpectation& json) {
      text("pointer", json.pointer);
      text("equals", json.equals);
    });
    show_list("headers", http.expect.headers, [this](const HeaderExpectation& header) {
      text("name", header.name);
      text("matches", header.matches);
    });
    if (http.expect.latency_degraded) {
      open("latency");
      word("degraded", format_duration(*http.expect.latency_degraded));
      close();
    }
    close();
    show_tls(http.tls);
    show_auth(http.auth, path + ".auth");
    word("follow_redirects",
         http.follow_redirects == 0 ? "false" : std::to_string(http.follow_redirects));
    text("ip", http.ip == IpVersion::v4 ? "4" : http.ip == IpVersion::v6 ? "6" : "any");
    word("max_body", format_size(http.max_body));
    word("reuse_connection", http.reuse_connection ? "true" : "false");
    close();
  }

  void show_tls(const TlsSettings& tls) {
    constexpr std::array<const char*, 4> kVersions = {"1.0", "1.1", "1.2", "1.3"};
    open("tls");
    word("verify", tls.verify ? "true" : "false");
    optional_text("ca_file", tls.ca_file);
    optional_text("server_name", tls.server_name);
    text("min_version", kVersions[static_cast<std::size_t>(tls.min_version)]);
    if (tls.expiry_degraded) word("expiry_degraded", format_duration(*tls.expiry_degraded));
    if (!tls.client_certificate.file.empty()) {
      open("client_certificate");
      text("file", tls.client_certificate.file);
      text("key_file", tls.client_certificate.key_file);
      close();
    }
    close();
  }

  void show_auth(const HttpAuth& auth, const std::string& path) {
    if (auth.scheme == HttpAuth::Scheme::none) return;
    open("auth");
    if (auth.scheme == HttpAuth::Scheme::basic) {
      open("basic");
      possible_secret("username", auth.username, path + ".basic.username");
      possible_secret("password", "***", path + ".basic.password");
      close();
    } else if (auth.scheme == HttpAuth::Scheme::bearer) {
      possible_secret("bearer", "***", path + ".bearer");
    } else {
      word("negotiate", "true");
    }
    close();
  }

  template <class Item, class Show>
  void show_list(std::string_view name, const std::vector<Item>& items, Show show_item) {
    if (items.empty()) return;
    key(name);
    out_ << YAML::BeginSeq;
    for (const Item& item : items) {
      open();
      show_item(item);
      close();
    }
    out_ << YAML::EndSeq;
  }

  void show_header(const std::string& name, const std::string& value, const std::string& path) {
    const bool secret = std::ranges::any_of(kSecretHeaders, [&name](std::string_view other) {
      return equal_ignoring_case(name, other);
    });
    possible_secret(name, secret ? "***" : value, path + name);
  }

  void possible_secret(std::string_view name, const std::string& value, const std::string& path) {
    const auto written = as_written_.find(path);
    key(name);
    quote(written == as_written_.end() ? escape_references(value) : written->second);
  }

  void open() { out_ << YAML::BeginMap; }
  void open(std::string_view name) {
    key(name);
    open();
  }
  void close() { out_ << YAML::EndMap; }
  void key(std::string_view name) { out_ << YAML::Key << std::string(name) << YAML::Value; }

  // Our own words need no quotes.
  void word(std::string_view name, std::string_view value) {
    key(name);
    out_ << std::string(value);
  }
  template <class Number>
  void number(std::string_view name, Number value) {
    key(name);
    out_ << value;
  }
  void text(std::string_view name, const std::string& value) {
    key(name);
    quote(escape_references(value));
  }
  void optional_text(std::string_view name, const std::string& value) {
    if (!value.empty()) text(name, value);
  }
  void list(std::string_view name, const std::vector<std::string>& values) {
    key(name);
    out_ << YAML::Flow << YAML::BeginSeq;
    for (const std::string& value : values) quote(escape_references(value));
    out_ << YAML::EndSeq;
  }
  // Single quotes leave a pattern's backslashes alone; they cannot hold a line end.
  void quote(const std::string& value) {
    out_ << (has_control_character(value) ? YAML::DoubleQuoted : YAML::SingleQuoted) << value;
  }

  const AsWritten& as_written_;
  YAML::Emitter out_;
};

}  // namespace

std::string show(const NodeSpec& spec, const AsWritten& as_written) {
  return Shower(as_written).show(spec);
}

}  // namespace deepalive::config
