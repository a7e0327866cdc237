#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>

namespace deepalive::service {

// Opens, binds and listens on "host:port" or "[v6]:port", where the host is an address and port 0
// asks the system for a free one. What stands in the way, or success.
boost::system::error_code listen_on(boost::asio::ip::tcp::acceptor& acceptor,
                                    const std::string& address);

// Where it listens, in the same form, with the port that the system gave.
std::string local_address(const boost::asio::ip::tcp::acceptor& acceptor);

}  // namespace deepalive::service
