#include "probes/http/net_error.h"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

namespace deepalive::probes {
namespace {

namespace asio = boost::asio;

TEST(NetError, WhatTheAgentLacksIsItsOwnFault) {
  for (const boost::system::error_code error :
       {make_error_code(asio::error::no_descriptors), make_error_code(asio::error::no_buffer_space),
        make_error_code(asio::error::no_memory), make_error_code(asio::error::operation_aborted)}) {
    EXPECT_TRUE(is_own_fault(error)) << error;
    EXPECT_EQ(own_fault(error).outcome, Outcome::indeterminate) << error;
  }
}

TEST(NetError, WhatThePeerDoesIsNot) {
  for (const boost::system::error_code error :
       {make_error_code(asio::error::connection_refused),
        make_error_code(asio::error::connection_reset),
        make_error_code(asio::error::host_unreachable),
        make_error_code(asio::error::network_unreachable), make_error_code(asio::error::timed_out),
        make_error_code(asio::error::eof)}) {
    EXPECT_FALSE(is_own_fault(error)) << error;
  }
}

}  // namespace
}  // namespace deepalive::probes
