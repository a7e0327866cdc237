#include "service/net/open_ports.h"

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <set>

#include "core/url.h"

namespace deepalive::service {

std::vector<std::uint16_t> ports_for_others(const std::vector<std::string>& addresses) {
  std::set<std::uint16_t> ports;
  for (const std::string& text : addresses) {
    const auto place = parse_host_port(text);
    if (!place || !place->port) continue;
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(place->host, error);
    if (error || address.is_loopback()) continue;
    ports.insert(*place->port);
  }
  return {ports.begin(), ports.end()};
}

}  // namespace deepalive::service
