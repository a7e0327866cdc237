#include "service/doctor/registry_facts.h"

#include <algorithm>
#include <utility>

#include "config/reading/text.h"

namespace deepalive::service::doctor {
namespace {

constexpr const char* kService = R"(SYSTEM\CurrentControlSet\Services\)";
constexpr std::uint32_t kOfTheType = 0xFFFFFFFF;  // a resource that uses its type's interval

Fact<std::optional<std::string>> text(const Registry& registry, const std::string& key,
                                      const std::string& name) {
  const auto value = registry.value(key, name);
  if (!value) return value.error();
  if (!*value) return std::optional<std::string>();
  const auto* found = std::get_if<std::string>(&**value);
  return found ? std::optional(*found) : std::optional<std::string>();
}

Fact<std::vector<std::string>> texts(const Registry& registry, const std::string& key,
                                     const std::string& name) {
  const auto value = registry.value(key, name);
  if (!value) return value.error();
  if (!*value) return std::vector<std::string>();
  const auto* found = std::get_if<std::vector<std::string>>(&**value);
  return found ? *found : std::vector<std::string>();
}

Fact<std::optional<std::uint32_t>> number(const Registry& registry, const std::string& key,
                                          const std::string& name) {
  const auto value = registry.value(key, name);
  if (!value) return value.error();
  if (!*value) return std::optional<std::uint32_t>();
  const auto* found = std::get_if<std::uint32_t>(&**value);
  return found ? std::optional(*found) : std::optional<std::uint32_t>();
}

// By way of its class, as the cluster's host finds it.
Fact<std::optional<std::string>> script_engine(const Registry& registry) {
  auto class_id = text(registry, R"(SOFTWARE\Classes\VBScript\CLSID)", "");
  if (!class_id || !*class_id) return class_id;
  return text(registry, R"(SOFTWARE\Classes\CLSID\)" + **class_id + R"(\InprocServer32)", "");
}

// What a policy keeps offline: each value of this key has a folder for its name.
Fact<std::vector<std::string>> assigned_folders(const Registry& registry) {
  const auto names =
      registry.names(R"(SOFTWARE\Policies\Microsoft\Windows\NetCache\AssignedOfflineFolders)");
  if (!names) return names.error();
  return names->value_or(std::vector<std::string>());
}

// One value of the database that may be missing.
class ClusterKey {
 public:
  ClusterKey(const Registry& registry, std::string key)
      : registry_(registry), key_(std::move(key)) {}

  std::string text_of(const std::string& name) const {
    return read(text(registry_, key_, name)).value_or("");
  }
  std::optional<std::uint32_t> number_of(const std::string& name) const {
    return read(number(registry_, key_, name));
  }
  std::optional<std::uint32_t> interval_of(const std::string& name) const {
    const auto interval = number_of(name);
    return interval == kOfTheType ? std::nullopt : interval;
  }
  ClusterTimings timings(const ClusterTimings& otherwise = {}) const {
    const auto or_else = [](std::optional<std::uint32_t> own,
                            const std::optional<std::uint32_t>& type) { return own ? own : type; };
    return {or_else(interval_of("LooksAlivePollInterval"), otherwise.looks_alive),
            or_else(interval_of("IsAlivePollInterval"), otherwise.is_alive),
            or_else(interval_of("PendingTimeout"), otherwise.pending),
            or_else(interval_of("DeadlockTimeout"), otherwise.deadlock)};
  }
  const std::optional<Error>& problem() const { return problem_; }

 private:
  template <class T>
  std::optional<T> read(const Fact<std::optional<T>>& value) const {
    if (value) return *value;
    problem_ = value.error();
    return std::nullopt;
  }

  const Registry& registry_;
  const std::string key_;
  mutable std::optional<Error> problem_;
};

// Null: a resource of another kind.
Result<std::optional<ClusterResource>> read_resource(const Registry& registry,
                                                     const std::string& id) {
  const std::string path = R"(Cluster\Resources\)" + id;
  const ClusterKey key(registry, path);
  ClusterResource resource;
  resource.type = key.text_of("Type");
  const bool is_ours = config::equal_ignoring_case(
      std::string_view(resource.type).substr(0, kDllType.size()), kDllType);
  resource.is_script = config::equal_ignoring_case(resource.type, kScriptType);
  if (key.problem()) return *key.problem();
  if (!is_ours && !resource.is_script) return std::optional<ClusterResource>();
  const ClusterKey type(registry, R"(Cluster\ResourceTypes\)" + resource.type);
  const ClusterKey parameters(registry, path + R"(\Parameters)");
  resource.name = key.text_of("Name");
  resource.separate_monitor = key.number_of("SeparateMonitor").value_or(0) != 0;
  resource.timings = key.timings(type.timings());
  if (resource.is_script) {
    resource.file = parameters.text_of("ScriptFilePath");
  } else {
    resource.file = type.text_of("DllName");
    resource.role = parameters.text_of("Role");
    // A DLL of 'cluster dll' has its role within it, and in the name of its type.
    if (resource.role.empty() && resource.type.size() > kDllType.size() + 1) {
      resource.role = resource.type.substr(kDllType.size() + 1);
    }
  }
  for (const ClusterKey* read : {&key, &type, &parameters}) {
    if (read->problem()) return *read->problem();
  }
  return std::optional(std::move(resource));
}

}  // namespace

WindowsFacts read_windows(const Registry& registry) {
  constexpr const char* kWindows = R"(SOFTWARE\Microsoft\Windows NT\CurrentVersion)";
  const std::string service = kService;
  WindowsFacts facts;
  facts.product = text(registry, kWindows, "ProductName");
  facts.version = text(registry, kWindows, "CurrentVersion");
  facts.iis = text(registry, R"(SOFTWARE\Microsoft\InetStp)", "VersionString");
  facts.helper_rights = texts(registry, service + "AppHostSvc", "RequiredPrivileges");
  facts.vbscript = script_engine(registry);
  facts.csc_read_only = number(registry, service + R"(CSC\Parameters)", "ReadOnlyCache");
  facts.csc_assigned = assigned_folders(registry);
  facts.agent_account = text(registry, service + "DeepAlive", "ObjectName");
  return facts;
}

Fact<std::optional<ClusterFacts>> read_cluster(const Registry& registry) {
  const auto nodes = registry.keys(R"(Cluster\Nodes)");
  if (!nodes) return nodes.error();
  if (!*nodes) return std::optional<ClusterFacts>();
  ClusterFacts cluster;
  for (const std::string& id : **nodes) {
    if (cluster.nodes.size() == kMaxClusterNodes) break;
    const auto name = text(registry, R"(Cluster\Nodes\)" + id, "NodeName");
    if (!name) return name.error();
    if (*name) cluster.nodes.push_back(**name);
  }
  const auto resources = registry.keys(R"(Cluster\Resources)");
  if (!resources) return resources.error();
  for (const std::string& id : resources->value_or(std::vector<std::string>())) {
    auto resource = read_resource(registry, id);
    if (!resource) return resource.error();
    if (*resource) cluster.resources.push_back(**std::move(resource));
  }
  return std::optional(std::move(cluster));
}

}  // namespace deepalive::service::doctor
