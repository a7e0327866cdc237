#include "config/generate/site_probes.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <variant>

#include "config/generate/yaml_text.h"
#include "config/reading/text.h"
#include "core/url.h"

namespace deepalive::config {
namespace {

// "address:port:host" of http and https, taken apart from the right: an IPv6 address has colons.
struct Parts {
  std::string_view address;
  std::string_view port;
  std::string_view host;
};

std::optional<Parts> take_apart(std::string_view information) {
  const auto second = information.rfind(':');
  if (second == information.npos || second == 0) return std::nullopt;
  const auto first = information.rfind(':', second - 1);
  if (first == information.npos) return std::nullopt;
  return Parts{information.substr(0, first), information.substr(first + 1, second - first - 1),
               information.substr(second + 1)};
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, port);
  if (parsed.ec != std::errc() || parsed.ptr != end || port == 0) return std::nullopt;
  return port;
}

bool is_ipv4(std::string_view text) {
  unsigned numbers = 0;
  for (const char* at = text.data();; ++at) {
    unsigned number = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(at, end, number);
    if (parsed.ec != std::errc() || number > 255 || ++numbers > 4) return false;
    at = parsed.ptr;
    if (at == end) return numbers == 4;
    if (*at != '.') return false;
  }
}

bool is_ipv6(std::string_view text) {
  const auto place = parse_host_port(text);
  return text.starts_with('[') && place && !place->port;
}

// Where this node is reached at a binding's address; nothing for what is no address.
struct Address {
  std::string connect_to;
  bool any = false;
};

std::optional<Address> address_of(std::string_view text) {
  if (text.empty() || text == "*" || text == "0.0.0.0") return Address{"127.0.0.1", true};
  if (text == "[::]") return Address{"[::1]", true};
  if (is_ipv4(text) || is_ipv6(text)) return Address{std::string(text)};
  return std::nullopt;
}

std::string why_no_host(std::string_view host) {
  if (host.find('*') != host.npos) {
    return "stands for many names; write a check with the url of one of them";
  }
  if (std::ranges::any_of(host, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    return "its host name is not ASCII; write a check with the name as DNS has it (xn--…)";
  }
  return "its host is no name that a URL can have";
}

std::string why_not_web(std::string_view protocol) {
  if (protocol == "ftp") return "FTP is not HTTP; a tcp check can look at its port";
  if (protocol == "net.tcp") return "WCF over TCP is not HTTP; a tcp check can look at its port";
  if (protocol == "net.pipe") return "a pipe of this machine has no port";
  if (protocol == "net.msmq" || protocol == "msmq.formatname") return "a message queue has no port";
  return "its protocol is not HTTP";
}

// The probe without its text, or why there is none.
std::variant<SiteProbe, std::string> probe_of(const IisBinding& binding, bool https) {
  const auto parts = take_apart(binding.information);
  if (!parts) return "is not address:port:host";
  const auto port = port_of(parts->port);
  if (!port) return "has no port from 1 to 65535";
  const auto address = address_of(parts->address);
  if (!address) return "has no IP address that is understood";
  if (binding.has_certificate == false) {
    return "IIS has no certificate for it, so no connection would come about";
  }
  SiteProbe probe;
  probe.https = https;
  probe.port = *port;
  probe.has_host_name = !parts->host.empty();
  if (probe.has_host_name) {
    const auto place = parse_host_port(parts->host);
    if (!place || place->port) return why_no_host(parts->host);
    probe.host = lower_case(parts->host);
    probe.connect_to = address->connect_to;
  } else if (address->any || parts->address.find('%') != parts->address.npos) {
    // No Host header can have the zone of an address.
    probe.host = "localhost";
    probe.connect_to = address->connect_to;
  } else {
    probe.host = address->connect_to;
  }
  return probe;
}

std::string shown(const IisBinding& binding) {
  std::string text = in_comment(binding.protocol + "/" + binding.information);
  if ((binding.ssl_flags & kSslServerName) != 0) text += ", SNI";
  if ((binding.ssl_flags & kSslCentralStore) != 0) text += ", central certificate store";
  return text;
}

bool same_request(const SiteProbe& a, const SiteProbe& b) {
  return a.https == b.https && a.port == b.port && a.host == b.host && a.connect_to == b.connect_to;
}

}  // namespace

std::string SiteProbe::url() const {
  std::string text = (https ? "https://" : "http://") + host;
  if (port != (https ? 443 : 80)) text += ":" + std::to_string(port);
  return text + "/";
}

SiteProbes probes_of(const std::vector<IisBinding>& bindings) {
  SiteProbes site;
  std::vector<SiteProbe> probes;
  for (const IisBinding& binding : bindings) {
    const std::string protocol = lower_case(binding.protocol);
    const bool https = protocol == "https";
    if (!https && protocol != "http") {
      site.unprobed.push_back({shown(binding), why_not_web(protocol)});
      continue;
    }
    site.is_web = true;
    auto probe = probe_of(binding, https);
    if (auto* const why = std::get_if<std::string>(&probe)) {
      site.unprobed.push_back({shown(binding), std::move(*why)});
      continue;
    }
    auto& found = std::get<SiteProbe>(probe);
    const auto is_same = [&found](const SiteProbe& other) { return same_request(found, other); };
    if (std::ranges::any_of(probes, is_same)) continue;
    found.binding = shown(binding);
    probes.push_back(std::move(found));
  }
  if (probes.size() > kMaxSiteProbes) {
    site.left_out = probes.size() - kMaxSiteProbes;
    probes.resize(kMaxSiteProbes);
  }
  site.probes = std::move(probes);
  return site;
}

}  // namespace deepalive::config
