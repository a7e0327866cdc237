#include "service/http/security/host_rule.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <utility>

#include "core/url.h"

namespace deepalive::service {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

}  // namespace

HostRule::HostRule(std::vector<std::string> allowed, std::string_view machine)
    : any_(std::ranges::count(allowed, "*") > 0),
      always_(!allowed.empty()),
      names_(std::move(allowed)) {
  names_.emplace_back("localhost");
  if (!machine.empty()) names_.push_back(lower(machine));
}

bool HostRule::allows(std::string_view host, bool to_loopback) const {
  if (any_ || (!to_loopback && !always_)) return true;
  const auto place = parse_host_port(host);
  if (!place) return false;
  boost::system::error_code is_a_name;
  boost::asio::ip::make_address(place->host, is_a_name);
  if (!is_a_name) return true;
  std::string name = lower(place->host);
  if (name.ends_with('.')) name.pop_back();
  return std::ranges::count(names_, name) > 0;
}

}  // namespace deepalive::service
