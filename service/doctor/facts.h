#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/spec.h"
#include "core/time.h"
#include "probes/files/shared_config.h"
#include "probes/finding.h"
#include "probes/iis/iis_state.h"
#include "probes/service/service_state.h"
#include "service/doctor/script_text.h"

// What the doctor found, as plain values. gather.h finds it, the rules judge it.
namespace deepalive::service::doctor {

// A value that was seen, or why it could not be: "could not look" is never "is not so".
template <class T>
class Fact : public Result<T> {
 public:
  Fact() : Result<T>(Error{Reason::not_observed, 0, "nobody looked"}) {}
  Fact(Result<T> seen) : Result<T>(std::move(seen)) {}
  Fact(T value) : Result<T>(std::move(value)) {}
  Fact(Error error) : Result<T>(std::move(error)) {}
};

// Windows and IIS of this node, as the registry has them. A null value: it is not there.
struct WindowsFacts {
  Fact<std::optional<std::string>> product;          // "Windows Server 2022 Datacenter"
  Fact<std::optional<std::string>> version;          // "6.0", "6.3"; 10 and later say "6.3" too
  Fact<std::optional<std::string>> iis;              // "Version 10.0"
  Fact<std::vector<std::string>> helper_rights;      // AppHostSvc's; empty = not restricted
  Fact<std::optional<std::string>> vbscript;         // the engine's DLL as it is registered
  Fact<bool> vbscript_file;                          // whether that DLL is there
  Fact<std::optional<std::uint32_t>> csc_read_only;  // ReadOnlyCache of Offline Files
  Fact<std::vector<std::string>> csc_assigned;       // folders that a policy keeps offline
  Fact<std::optional<std::string>> agent_account;    // of the service DeepAlive; null: no service
  Fact<bool> administrator;                          // whether the doctor has these rights
};

// Of a resource or its type, in milliseconds. None: the default of the type, or of Windows.
struct ClusterTimings {
  std::optional<std::uint32_t> looks_alive;
  std::optional<std::uint32_t> is_alive;
  std::optional<std::uint32_t> pending;
  std::optional<std::uint32_t> deadlock;
};

// What a node has of a file that the cluster loads: its version, else its hash. Errors:
// path_missing when it is not there, another reason when that could not be seen.
struct FileCopy {
  std::string node;
  Fact<std::string> identity;
};

// A resource that has to do with websites: of our DLL's types, or a Generic Script.
struct ClusterResource {
  std::string name;
  std::string type;
  std::string file;  // the DLL or script as it is registered; empty = none
  std::string role;  // that the DLL is to ask for; empty for scripts
  bool is_script = false;
  bool separate_monitor = false;
  ClusterTimings timings;        // its own, else its type's
  Fact<ScriptText> script;       // of a script
  std::vector<FileCopy> copies;  // a node each
};

struct ClusterFacts {
  std::vector<std::string> nodes;  // their computer names
  std::vector<ClusterResource> resources;
};

struct SharedConfigFacts {
  Fact<probes::Redirection> redirection;     // redirection.config
  Fact<probes::Finding> share;               // and the applicationHost.config on it
  Fact<bool> key_file;                       // configEncKey.key beside that
  Fact<std::vector<std::string>> node_keys;  // the key containers that this node has
  Fact<bool> offline_files_on;
};

struct EndpointFact {
  std::string address;    // "127.0.0.1:9847"
  Fact<unsigned> status;  // of GET /-/healthy
};

struct AgentFacts {
  std::string config_file;
  bool has_config = false;  // the file is there, and good: a bad one ends the doctor
  bool simulated = false;   // it watches a simulated IIS
  Fact<std::string> pipe;   // the answer to PING
  std::vector<EndpointFact> endpoints;
};

struct ClockFact {
  std::string node;
  Fact<Duration> ahead;  // of ours
};

struct RoleFacts {
  RoleSpec role;
  Fact<probes::Finding> content;  // the folders of its sites
};

struct Facts {
  std::string node;  // this computer
  WindowsFacts windows;
  std::map<std::string, Fact<probes::ServiceState>, std::less<>> services;
  Fact<probes::IisState> iis;
  Fact<std::optional<ClusterFacts>> cluster;    // null: there is no cluster database here
  Fact<std::vector<std::string>> legacy_files;  // clusweb.vbs, clusftp.vbs in inetsrv
  SharedConfigFacts shared_config;
  AgentFacts agent;
  std::vector<ClockFact> clocks;  // of the other nodes
  std::vector<RoleFacts> roles;
};

}  // namespace deepalive::service::doctor
