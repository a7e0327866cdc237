#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace deepalive::service {

// What the endpoint answers to one GET; HEAD gets the same without the body.
struct HttpReply {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

// Makes the reply to a request target ("/health/shop?level=looksalive"). Called on the endpoint's
// thread; must answer from memory.
using HttpHandler = std::function<HttpReply(std::string_view target)>;

}  // namespace deepalive::service
