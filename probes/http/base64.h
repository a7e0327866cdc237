#pragma once

#include <optional>
#include <string>
#include <string_view>

// As HTTP's headers have it (RFC 4648, section 4: with padding, in one line), by OpenSSL.
namespace deepalive::probes {

std::string to_base64(std::string_view bytes);

// Null when it is not such text.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace deepalive::probes
