#include "core/url.h"

#include "probes/http/redirect.h"
#include "tests/fuzz/targets.h"

namespace deepalive::fuzz {

// A URL, and behind the first line end a Location that is followed from it.
void url(std::string_view bytes) {
  const std::string_view text = bytes.substr(0, bytes.find('\n'));
  UrlError error;
  const auto url = parse_url(text, error);
  if (!url) {
    require(!error.text.empty(), "a URL that is refused is refused with a reason");
    return;
  }
  require(!url->host.empty() && url->port != 0, "a URL has a host and a port");
  require(url->target.starts_with('/'), "what is asked for begins with a slash");
  const auto again = parse_host_port(url->host_header());
  require(again && again->host == url->host, "the Host header names the host");
  if (text.size() == bytes.size()) return;
  const auto next = probes::resolve_location(text, bytes.substr(text.size() + 1));
  if (next) {
    require(parse_url(*next, error).has_value(), "a redirect leads to a URL");
  } else {
    require(!next.error().where.empty(), "a redirect is refused with a reason");
  }
}

}  // namespace deepalive::fuzz
