#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tests/standins/world/world_state.h"

// What HTTP.sys and IIS would say to a request. Pure: bytes in, bytes out.
namespace deepalive::standins {

struct HttpRequest {
  std::string method;
  std::string target;
  bool keep_alive = true;
  std::size_t body_size = 0;
};

// The head up to and with the empty line. Nothing: HTTP.sys would call it a bad request.
std::optional<HttpRequest> parse_request(std::string_view head);

// The site as it is when a request comes.
struct SiteView {
  std::wstring name;
  bool pool_started = true;
  Answer answer{};
};

struct HttpReply {
  enum class Then { keep, close, reset, hold };
  std::string bytes;
  std::chrono::milliseconds delay{0};
  Then then = Then::close;
};

HttpReply reply_to(const HttpRequest& request, const SiteView& site, std::string_view date);
HttpReply bad_request(std::string_view date);

// Which application a path belongs to: 0 is the root, n that of "/app<n>".
std::uint32_t application_of(std::string_view target, std::uint32_t applications);

}  // namespace deepalive::standins
