#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace deepalive::service {

// The ports at these addresses ("host:port", as agent.listen has them) that other machines could
// reach, each once and in order. Loopback addresses and port 0 have none.
std::vector<std::uint16_t> ports_for_others(const std::vector<std::string>& addresses);

}  // namespace deepalive::service
