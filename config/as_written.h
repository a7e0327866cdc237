#pragma once

#include <functional>
#include <map>
#include <string>

namespace deepalive::config {

// What stood in the file where a reference filled in a place that may hold a secret (an HTTP
// check's URL, header value or body), by path: "roles.shop.checks.front.http.headers.Authorization"
// -> "Bearer ${file:token.txt}".
using AsWritten = std::map<std::string, std::string, std::less<>>;

}  // namespace deepalive::config
