#include "config/sections/node.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "config/choices.h"
#include "config/reading/mapping.h"
#include "config/reading/text.h"
#include "core/url.h"

namespace deepalive::config {
namespace {

// As core's host and port, but the port is needed, and 0 lets the system choose one.
bool is_listen_address(std::string_view text) {
  if (text.ends_with(":0")) {
    text.remove_suffix(2);
    const auto place = parse_host_port(text);
    return place && !place->port;
  }
  const auto place = parse_host_port(text);
  return place && place->port;
}

// taken: what else is listened on.
void read_addresses(const Value& value, const std::string& example,
                    const std::vector<std::string>& taken, std::vector<std::string>& addresses) {
  const auto items = value.list(kMaxListeners, "a list such as [\"" + example + "\"]");
  if (!items) return;
  addresses.clear();
  for (const Value& item : *items) {
    const auto address = item.plain_text("host:port");
    if (!address) continue;
    if (!is_listen_address(address->value)) {
      item.error(in_quotes(address->written) + " is no host:port or [IPv6]:port, such as " +
                 example);
    } else if (address->value.ends_with(":0")) {
      addresses.push_back(address->value);
    } else if (std::ranges::count(addresses, address->value) > 0) {
      item.error(in_quotes(address->written) + " is listed twice");
    } else if (std::ranges::count(taken, address->value) > 0) {
      item.error(in_quotes(address->written) +
                 " is where agent.listen serves HTTP; take another port");
    } else {
      addresses.push_back(address->value);
    }
  }
}

void read_allowed_hosts(const Value& value, std::vector<std::string>& hosts) {
  const auto items = value.list(kMaxAllowedHosts, "a list such as [\"node1.example.com\"]");
  if (!items) return;
  for (const Value& item : *items) {
    const auto host = item.plain_text("a host name");
    if (!host) continue;
    const auto place = parse_host_port(host->value);
    if (host->value != "*" && (!place || place->port)) {
      item.error(in_quotes(host->written) +
                 " is no host name such as node1.example.com, without a port; \"*\" allows any");
      continue;
    }
    hosts.push_back(lower_case(host->value));
  }
}

void read_pipe(const Value& value, std::string& pipe) {
  const auto name = value.plain_text("a name");
  if (!name) return;
  const bool legal = std::ranges::all_of(name->value, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-';
  });
  if (!legal || name->value.size() > kMaxPipeName) {
    value.error(in_quotes(name->written) + " must be at most " + std::to_string(kMaxPipeName) +
                " letters, digits, '.', '_' and '-', without \\\\.\\pipe\\");
    return;
  }
  pipe = name->value;
}

void read_log(const Value& value, LogSpec& log) {
  const Mapping mapping(value, Scope::log);
  std::string_view level = log.level;
  mapping.choice("level", level, kLogLevels);
  log.level = std::string(level);
  mapping.file_path("file", log.file);
  mapping.size("max_size", log.max_size, kLogSize);
  mapping.number("keep", log.keep, kLogKeep);
  mapping.file_path("events", log.events);
}

void read_journal(const Value& value, JournalSpec& journal) {
  const Mapping mapping(value, Scope::journal);
  mapping.size("max_size", journal.max_size, kJournalSize);
  mapping.duration("keep", journal.keep, kJournalKeep);
}

}  // namespace

void read_agent(const Value& value, AgentSpec& agent) {
  const Mapping mapping(value, Scope::agent);
  if (const Value* listen = mapping.find("listen")) {
    read_addresses(*listen, "127.0.0.1:9847", {}, agent.listen);
  }
  if (const Value* agent_check = mapping.find("agent_check")) {
    read_addresses(*agent_check, "0.0.0.0:9848", agent.listen, agent.agent_check);
  }
  mapping.file_path("web_config", agent.web_config);
  if (const Value* hosts = mapping.find("allowed_hosts")) {
    read_allowed_hosts(*hosts, agent.allowed_hosts);
  }
  if (const Value* pipe = mapping.find("pipe")) read_pipe(*pipe, agent.pipe);
  mapping.file_path("data_dir", agent.data_dir);
  if (const Value* log = mapping.find("log")) read_log(*log, agent.log);
  if (const Value* journal = mapping.find("journal")) read_journal(*journal, agent.journal);
}

void read_iis(const Value& value, IisSpec& iis) {
  const Mapping mapping(value, Scope::iis);
  mapping.choice("provider", iis.provider, kProviders);
  mapping.file_path("simulated_file", iis.simulated_file);
  mapping.duration("interval", iis.interval, kInterval);
  mapping.duration("timeout", iis.timeout, kTimeout);
  if (iis.provider == IisProvider::simulated && mapping.find("simulated_file") == nullptr &&
      mapping.is_understood()) {
    mapping.find("provider")->error("simulated needs the key simulated_file beside it");
  }
}

}  // namespace deepalive::config
