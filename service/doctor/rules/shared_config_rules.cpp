#include <algorithm>

#include "config/reading/text.h"
#include "service/doctor/rules/rules.h"

namespace deepalive::service::doctor::rules {
namespace {

constexpr const char* kReExport =
    "IIS Manager, Shared Configuration: export the configuration again, then enable it on each "
    "node with the password of the encryption keys";

// Rows that mean nothing while the node has a configuration of its own.
std::optional<Judgement> without_shared_config(const Facts& facts) {
  const auto& redirection = facts.shared_config.redirection;
  if (!redirection) return could_not_look(redirection.error());
  if (!redirection->enabled) {
    return could_not_look("shared configuration is not enabled on this node");
  }
  return std::nullopt;
}

bool is_on_a_share(const std::string& path) {
  return path.starts_with(R"(\\)") || path.starts_with("//");
}

// "\\fs\iis\web" lies below "\\fs\iis".
bool is_within(std::string_view path, std::string_view folder) {
  while (folder.ends_with('\\')) folder.remove_suffix(1);
  return !folder.empty() && config::equal_ignoring_case(path.substr(0, folder.size()), folder) &&
         (path.size() == folder.size() || path[folder.size()] == '\\');
}

}  // namespace

Judgement shared_config_on(const Facts& facts) {
  const auto& redirection = facts.shared_config.redirection;
  if (!redirection) {
    const Error& error = redirection.error();
    if (error.reason == Reason::shared_config_malformed) return fail(error.where, kReExport);
    return could_not_look(error);
  }
  if (!redirection->enabled) {
    return fail("it is not enabled: this node reads a configuration of its own",
                "IIS Manager, Shared Configuration: enable it on every node, with the folder "
                "\\\\<fileserver>\\<share>");
  }
  std::string found = "enabled, " + quote(redirection->path);
  if (!redirection->user_name.empty()) found += " as " + redirection->user_name;
  if (is_on_a_share(redirection->path)) return ok(std::move(found));
  return warning(found + ", which is not on a share",
                 "use \\\\<fileserver>\\<share>, so that every node reads the same files");
}

Judgement shared_config_share(const Facts& facts) {
  if (auto none = without_shared_config(facts)) return *std::move(none);
  const auto& share = facts.shared_config.share;
  if (!share) return could_not_look(share.error());
  if (share->outcome == Outcome::pass) return ok(share->detail);
  if (share->outcome == Outcome::indeterminate) {
    return could_not_look(share->detail,
                          "let this account read the share, or run the doctor as one that may");
  }
  return fail(share->detail, share->reason == Reason::shared_config_malformed
                                 ? kReExport
                                 : "bring the share back: every node must be able to browse to it, "
                                   "and IIS's account must have full control of it");
}

Judgement shared_config_keys(const Facts& facts) {
  if (auto none = without_shared_config(facts)) return *std::move(none);
  const auto& share = facts.shared_config.share;
  if (!share) return could_not_look(share.error());
  if (share->outcome != Outcome::pass && share->reason != Reason::shared_config_malformed) {
    return could_not_look("the share cannot be read");
  }
  const auto& file = facts.shared_config.key_file;
  const auto& keys = facts.shared_config.node_keys;
  if (!file) return could_not_look(file.error());
  if (!*file) {
    return fail("there is no configEncKey.key beside the shared applicationHost.config", kReExport);
  }
  if (!keys) return could_not_look(keys.error());
  std::vector<std::string> missing;
  for (const std::string name : {"iisConfigurationKey", "iisWasKey"}) {
    if (std::ranges::find(*keys, name) == keys->end()) missing.push_back(name);
  }
  if (!missing.empty()) {
    return fail("this node has no " + joined(missing, " and no "),
                "IIS Manager, Shared Configuration: enable it again on this node with the "
                "password of the encryption keys, which brings them in");
  }
  return ok("configEncKey.key is on the share, and this node has both keys");
}

Judgement offline_files(const Facts& facts) {
  const auto service = service_of(facts, "CscService");
  if (!service && service.error().reason == Reason::service_missing) {
    return warning("this Windows has no Offline Files",
                   "install the Desktop Experience; or keep the share available in another way "
                   "(DFS with replication)");
  }
  const auto& on = facts.shared_config.offline_files_on;
  if (!on) return could_not_look(on.error());
  if (*on) return ok("Offline Files is on");
  return warning("Offline Files is not on",
                 "Control Panel, Sync Center, Manage offline files: enable it, set the cache to "
                 "read-only (below), restart the computer");
}

Judgement offline_read_only(const Facts& facts) {
  const auto& value = facts.windows.csc_read_only;
  if (!value) return could_not_look(value.error());
  if (value->value_or(0) == 1) return ok("ReadOnlyCache is 1");
  return warning(
      *value ? "ReadOnlyCache is " + std::to_string(**value) : "ReadOnlyCache is not set",
      R"(REG ADD "HKLM\System\CurrentControlSet\Services\CSC\Parameters" )"
      "/v ReadOnlyCache /t REG_DWORD /d 1 /f, then restart the computer");
}

Judgement offline_pinned(const Facts& facts) {
  if (auto none = without_shared_config(facts)) return *std::move(none);
  const std::string& path = facts.shared_config.redirection->path;
  const auto& folders = facts.windows.csc_assigned;
  if (!folders) return could_not_look(folders.error());
  for (const std::string& folder : *folders) {
    if (is_within(path, folder)) return ok("a policy keeps " + quote(folder) + " offline");
  }
  return could_not_look("no policy keeps " + quote(path) +
                            " offline; what was chosen by hand cannot be seen from here",
                        "see in Explorer that the share is 'Always available offline'");
}

}  // namespace deepalive::service::doctor::rules
