#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace deepalive::bench {

// So many HTTP checks of one page, every 5 s each, as the agent runs them: Monitor and rules on one
// thread, the pipes on another, all on one processor; journal and HTTP endpoint are left out. A
// client asks on the pipe meanwhile. Returns a row of the table; takes half a minute. CPU is that
// of the thread that looks.
//
// ca_file: empty = plain HTTP. folder: for the pipes. reuse_connection: as the key says.
std::string run_scaled_agent(std::size_t checks, std::uint16_t port, const std::string& ca_file,
                             const std::filesystem::path& folder, bool reuse_connection);

std::string scaled_agent_table_head();

}  // namespace deepalive::bench
