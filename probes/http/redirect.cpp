#include "probes/http/redirect.h"

#include <boost/beast/core/string.hpp>
#include <utility>
#include <vector>

#include "core/url.h"

namespace deepalive::probes {
namespace {

// RFC 3986, 5.2.4, for a path that begins with '/'.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> segments;
  bool folder = false;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    folder = segment == "." || segment == "..";
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if (!folder) segments.push_back(segment);
  }
  std::string text;
  for (const std::string_view segment : segments) text.append("/").append(segment);
  return folder || text.empty() ? text + "/" : text;
}

bool has_scheme(std::string_view text) {
  const auto end = text.find_first_of(":/?");
  return end != text.npos && end > 0 && text[end] == ':';
}

bool holds_secrets(std::string_view header) {
  return boost::beast::iequals(header, "Authorization") || boost::beast::iequals(header, "Cookie");
}

}  // namespace

bool is_redirect(unsigned status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<std::string> resolve_location(std::string_view base, std::string_view location) {
  UrlError error;
  const auto from = parse_url(base, error);
  if (!from) return Error{.where = error.text};
  location = location.substr(0, location.find('#'));
  std::string url = from->https ? "https:" : "http:";
  if (has_scheme(location)) {
    url = location;
  } else if (location.starts_with("//")) {
    url += location;
  } else {
    url += "//" + from->host_header();
    const std::string_view path = std::string_view(from->target).substr(0, from->target.find('?'));
    const std::string_view query = location.find('?') == location.npos
                                       ? std::string_view()
                                       : location.substr(location.find('?'));
    const std::string_view to = location.substr(0, location.size() - query.size());
    if (location.empty()) {
      url += from->target;
    } else if (to.empty()) {
      url.append(path).append(query);
    } else if (to.starts_with('/')) {
      url.append(without_dots(to)).append(query);
    } else {
      url.append(without_dots(std::string(path.substr(0, path.rfind('/') + 1)).append(to)));
      url.append(query);
    }
  }
  if (!parse_url(url, error)) return Error{.where = error.text};
  return url;
}

HttpTarget redirected(HttpTarget target, unsigned status, std::string url) {
  UrlError error;
  const auto from = parse_url(target.url, error);
  const auto to = parse_url(url, error);
  const bool same_host = boost::beast::iequals(from->host, to->host);
  if (!same_host || (from->https && !to->https)) {
    target.auth = {};
    std::erase_if(target.headers, [](const auto& header) { return holds_secrets(header.first); });
  }
  if (!same_host) {
    target.connect_to.clear();
    target.tls.server_name.clear();
    target.tls.client_certificate = {};
    std::erase_if(target.headers,
                  [](const auto& header) { return boost::beast::iequals(header.first, "Host"); });
  } else if (const auto instead = parse_host_port(target.connect_to);
             instead && from->port != to->port) {
    const bool is_v6 = instead->host.find(':') != std::string::npos;
    target.connect_to = is_v6 ? "[" + instead->host + "]" : instead->host;
  }
  if (!same_host || from->port != to->port || from->https != to->https) {
    target.reuse_connection = false;
  }
  const bool was_post = target.method == "POST" && (status == 301 || status == 302);
  if (was_post || (status == 303 && target.method != "HEAD")) {
    target.method = "GET";
    target.body.clear();
  }
  target.url = std::move(url);
  return target;
}

}  // namespace deepalive::probes
