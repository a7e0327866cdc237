#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace deepalive::service {

// What a reply may depend on, of one GET or HEAD. Views into the request: valid while the handler
// runs. A header that was not sent is empty.
struct HttpRequest {
  std::string_view target;  // "/health/shop?level=looksalive", as it was sent
  std::string_view accept_encoding{};
  std::string_view if_none_match{};

  std::string_view path() const { return target.substr(0, target.find('?')); }
  std::string_view query() const {
    const auto mark = target.find('?');
    return mark == target.npos ? std::string_view() : target.substr(mark + 1);
  }
};

// What the endpoint answers to one GET; HEAD gets the same without the body.
struct HttpReply {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};  // beside those that each reply has
  std::shared_ptr<const std::string> kept_body{};  // sent in place of body: big, and its maker's

  std::string_view content() const { return kept_body ? *kept_body : body; }
};

// Makes the reply to a request. Called on the endpoint's thread; must answer from memory.
using HttpHandler = std::function<HttpReply(const HttpRequest&)>;

}  // namespace deepalive::service
