#include <algorithm>
#include <memory>
#include <utility>

#include "config/environment.h"
#include "config/reading/text.h"
#include "probes/files/folder.h"
#include "service/doctor/gather.h"
#include "service/doctor/look.h"

namespace deepalive::service::doctor {
namespace {

using Identities = std::vector<Fact<std::string>>;

bool has_folder(const std::string& path) { return path.find_first_of("\\/") != std::string::npos; }

// Where a file is on this node. The cluster looks for a DLL without a folder in its own folder,
// then on the system's path.
std::string local_path(const ClusterResource& resource, const Machine& machine) {
  const auto expanded = probes::expand_variables(resource.file, probes::environment_variable);
  std::string file = expanded ? *expanded : resource.file;
  if (has_folder(file) || file.empty()) return file;
  const std::string beside = machine.windows_folder + "\\Cluster\\" + file;
  return machine.file_identity(beside) ? beside : machine.windows_folder + "\\System32\\" + file;
}

Result<ScriptText> read_script(const std::string& file) {
  const auto text = config::system_environment().file(config::path_from_utf8(file), kMaxScript);
  if (!text) return Error{Reason::path_unreadable, 0, text.error().where};
  return what_script(*text);
}

std::unique_ptr<Look<Identities>> look_at_files(const std::string& node,
                                                const std::vector<std::string>& files,
                                                const Machine& machine) {
  const bool is_this_node = config::equal_ignoring_case(node, machine.name);
  std::vector<std::string> there;
  there.reserve(files.size());
  for (const std::string& file : files) {
    there.push_back(is_this_node ? file : path_on(node, file, machine.windows_folder));
  }
  return std::make_unique<Look<Identities>>(
      "reading files of " + node, kPatience,
      [there, identity = machine.file_identity]() -> Result<Identities> {
        Identities found;
        for (const std::string& file : there) found.push_back(identity(file));
        return found;
      });
}

}  // namespace

std::string path_on(std::string_view node, const std::string& file,
                    std::string_view windows_folder) {
  const std::string share = "\\\\" + std::string(node) + "\\";
  if (file.starts_with("\\\\")) return file;
  const std::size_t length = windows_folder.size();
  if (length > 0 && file.size() > length && file[length] == '\\' &&
      config::equal_ignoring_case(std::string_view(file).substr(0, length), windows_folder)) {
    return share + "admin$" + file.substr(length);
  }
  if (file.size() > 2 && file[1] == ':') return share + file[0] + "$" + file.substr(2);
  return file;
}

std::vector<ClockFact> look_at_cluster(ClusterFacts& cluster, const Machine& machine) {
  const std::size_t count = std::min(cluster.resources.size(), kMaxResources);
  std::vector<std::string> files;
  std::vector<std::unique_ptr<Look<ScriptText>>> scripts;
  for (std::size_t i = 0; i < count; ++i) {
    const ClusterResource& resource = cluster.resources[i];
    files.push_back(local_path(resource, machine));
    scripts.push_back(resource.is_script ? std::make_unique<Look<ScriptText>>(
                                               "reading " + resource.file, kPatience,
                                               [file = files.back()] { return read_script(file); })
                                         : nullptr);
  }
  std::vector<std::unique_ptr<Look<Identities>>> identities;
  std::vector<std::unique_ptr<Look<Duration>>> clocks;
  for (const std::string& node : cluster.nodes) {
    identities.push_back(look_at_files(node, files, machine));
    clocks.push_back(
        config::equal_ignoring_case(node, machine.name)
            ? nullptr
            : std::make_unique<Look<Duration>>(
                  "its clock", kPatience, [node, ask = machine.clock_ahead] { return ask(node); }));
  }

  for (std::size_t i = 0; i < count; ++i) {
    if (scripts[i]) cluster.resources[i].script = scripts[i]->take();
  }
  std::vector<ClockFact> facts;
  for (std::size_t node = 0; node < cluster.nodes.size(); ++node) {
    const auto found = identities[node]->take();
    for (std::size_t i = 0; i < count; ++i) {
      cluster.resources[i].copies.push_back(
          {cluster.nodes[node], found ? found->at(i) : Fact<std::string>(found.error())});
    }
    if (clocks[node]) facts.push_back({cluster.nodes[node], clocks[node]->take()});
  }
  return facts;
}

}  // namespace deepalive::service::doctor
