#pragma once

#include <boost/system/error_code.hpp>
#include <string>

#include "probes/finding.h"

// What the errors of sockets mean to a probe.
namespace deepalive::probes {

// What the agent itself lacks, or that it was told to stop; nothing that a peer can bring about.
bool is_own_fault(const boost::system::error_code& error);

// The peer closed; in TLS also without the goodbye.
bool is_end(const boost::system::error_code& error);

bool is_reset(const boost::system::error_code& error);

std::string text_of(const boost::system::error_code& error);

Finding own_fault(const boost::system::error_code& error);

}  // namespace deepalive::probes
