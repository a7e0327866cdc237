#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/span_body.hpp>
#include <string>
#include <utility>
#include <vector>

#include "service/http/exchange.h"

namespace deepalive::service {

using HttpResponse = boost::beast::http::response<boost::beast::http::span_body<const char>>;

// A reply with the headers that every reply has: nothing is stored, nothing is shown in frames or
// read by other sites' pages, and a page runs nothing. What the reply brings itself goes before
// these, what the operator configured before both. The reply outlives the response.
HttpResponse make_response(const HttpReply& reply, unsigned version, bool keep_alive,
                           const std::vector<std::pair<std::string, std::string>>& configured);

// All before the body, as it is sent.
std::string head_of(const HttpResponse& response);

}  // namespace deepalive::service
