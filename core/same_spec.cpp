#include "core/same_spec.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace deepalive {
namespace {

// A structured binding has to name every field, so one that is added cannot be forgotten here.

auto fields(const ServiceTarget& target) {
  const auto& [name] = target;
  return std::tie(name);
}

auto fields(const SiteTarget& target) {
  const auto& [site] = target;
  return std::tie(site);
}

auto fields(const AppPoolTarget& target) {
  const auto& [pool, sites] = target;
  return std::tie(pool, sites);
}

auto fields(const StatusRange& range) {
  const auto& [first, last] = range;
  return std::tie(first, last);
}

auto fields(const JsonExpectation& json) {
  const auto& [pointer, equals] = json;
  return std::tie(pointer, equals);
}

auto fields(const HeaderExpectation& header) {
  const auto& [name, matches] = header;
  return std::tie(name, matches);
}

auto fields(const HttpExpectation& expect) {
  const auto& [status, matches, not_matches, json, headers, latency] = expect;
  return std::tie(status, matches, not_matches, json, headers, latency);
}

auto fields(const TlsSettings& tls) {
  const auto& [verify, ca_file, server_name, version, expiry, certificate] = tls;
  return std::tie(verify, ca_file, server_name, version, expiry, certificate);
}

auto fields(const HttpAuth& auth) {
  const auto& [scheme, username, secret] = auth;
  return std::tie(scheme, username, secret);
}

auto fields(const HttpTarget& target) {
  const auto& [url, connect_to, method, headers, body, expect, tls, auth, ip, redirects, max_body,
               reuse_connection] = target;
  return std::tie(url, connect_to, method, headers, body, expect, tls, auth, ip, redirects,
                  max_body, reuse_connection);
}

auto fields(const TcpTarget& target) {
  const auto& [address] = target;
  return std::tie(address);
}

auto fields(const CommandTarget& target) {
  const auto& [run] = target;
  return std::tie(run);
}

auto fields(const WorkerProcessTarget& target) {
  const auto& [pool, crashes, window] = target;
  return std::tie(pool, crashes, window);
}

auto fields(const RequestQueueTarget& target) {
  const auto& [pool, degraded, fail] = target;
  return std::tie(pool, degraded, fail);
}

auto fields(const ContentPathTarget& target) {
  const auto& [sites] = target;
  return std::tie(sites);
}

auto fields(const SharedConfigTarget& target) {
  const auto& [offline_files] = target;
  return std::tie(offline_files);
}

auto fields(const Cadence& cadence) {
  const auto& [interval, fast_interval, timeout] = cadence;
  return std::tie(interval, fast_interval, timeout);
}

auto fields(const Thresholds& thresholds) {
  const auto& [fall, rise] = thresholds;
  return std::tie(fall, rise);
}

auto fields(const CheckSpec& check) {
  const auto& [name, cadence, thresholds, level, scope, depends_on, target] = check;
  return std::tie(name, cadence, thresholds, level, scope, depends_on, target);
}

auto fields(const GroupSpec& group) {
  const auto& [name, members, required, level] = group;
  return std::tie(name, members, required, level);
}

auto fields(const RoleRules& rules) {
  const auto& [level, grace, hold, stale_after, on_unknown, groups] = rules;
  return std::tie(level, grace, hold, stale_after, on_unknown, groups);
}

auto fields(const RoleSpec& role) {
  const auto& [name, placement, rules, services, sites, app_pools, checks] = role;
  return std::tie(name, placement, rules, services, sites, app_pools, checks);
}

template <class T>
concept HasFields = requires(const T& value) {
  fields(value);
};

template <class T>
bool same(const T& a, const T& b);

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::ranges::equal(a, b, [](const T& one, const T& other) { return same(one, other); });
}

template <class... Kinds>
bool same(const std::variant<Kinds...>& a, const std::variant<Kinds...>& b) {
  if (a.index() != b.index()) return false;
  return std::visit(
      [&b](const auto& one) { return same(one, std::get<std::decay_t<decltype(one)>>(b)); }, a);
}

template <class... Fields>
bool same_fields(const std::tuple<Fields...>& a, const std::tuple<Fields...>& b) {
  return [&]<std::size_t... Index>(std::index_sequence<Index...>) {
    return (same(std::get<Index>(a), std::get<Index>(b)) && ...);
  }
  (std::index_sequence_for<Fields...>());
}

template <class T>
bool same(const T& a, const T& b) {
  if constexpr (HasFields<T>) {
    return same_fields(fields(a), fields(b));
  } else {
    return a == b;
  }
}

}  // namespace

bool same_check(const CheckSpec& a, const CheckSpec& b) { return same(a, b); }

bool same_probe(const CheckSpec& a, const CheckSpec& b) {
  return a.cadence.timeout == b.cadence.timeout && same(a.target, b.target);
}

bool same_role(const RoleSpec& a, const RoleSpec& b) { return same(a, b); }

}  // namespace deepalive
