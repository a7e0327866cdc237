#include "service/http/response.h"

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/write.hpp>
#include <sstream>

namespace deepalive::service {

namespace http = boost::beast::http;

HttpResponse make_response(const HttpReply& reply, unsigned version, bool keep_alive,
                           const std::vector<std::pair<std::string, std::string>>& configured) {
  HttpResponse response{static_cast<http::status>(reply.status), version};
  response.set(http::field::server, "DeepAlive");
  response.set(http::field::content_type, reply.content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set("Content-Security-Policy",
               "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  if (reply.status == 405) response.set(http::field::allow, "GET, HEAD");
  for (const auto& [name, value] : reply.headers) response.set(name, value);
  for (const auto& [name, value] : configured) response.set(name, value);
  response.keep_alive(keep_alive);
  response.body() = {reply.content().data(), reply.content().size()};
  response.prepare_payload();
  // A length of 0 would say that what was not modified is empty.
  if (reply.status == 304) response.content_length(boost::none);
  return response;
}

std::string head_of(const HttpResponse& response) {
  std::ostringstream text;
  text << response.base();
  return std::move(text).str();
}

}  // namespace deepalive::service
