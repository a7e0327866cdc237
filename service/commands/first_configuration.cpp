#include "service/commands/first_configuration.h"

#include <utility>

#include "config/environment.h"
#include "config/generate/config_text.h"
#include "config/generate/yaml_text.h"
#include "config/load.h"

namespace deepalive::service {
namespace {

constexpr std::string_view kNoRoles =
    "# Until there are roles the agent runs and has nothing to look at. When IIS has its sites,\n"
    "# 'deepalive config init --merge' adds a role for each, with its checks; by hand one is:\n"
    "#\n"
    "# roles:\n"
    "#   shop:\n"
    "#     sites: [Shop]\n"
    "#     checks:\n"
    "#       - name: front\n"
    "#         http: {url: \"http://shop.example.com/health\", connect_to: 127.0.0.1}\n"
    "#\n"
    "# Every key stands in deepalive.sample.yaml, beside the program. Then 'deepalive config "
    "check'.\n"
    "\n";

std::string without_roles(const std::string& why, const std::string& listen) {
  std::string text =
      "# DeepAlive: configuration of one node, written by its installation without roles:\n# " +
      config::in_comment(why) + "\n#\n" + std::string(kNoRoles);
  if (!listen.empty()) text += "agent:\n  listen: [" + config::yaml_scalar(listen) + "]\n\n";
  return text + "roles:\n";
}

}  // namespace

Result<FirstConfiguration> first_configuration(Result<std::vector<IisSite>> iis,
                                               const std::string& listen,
                                               const std::filesystem::path& file) {
  const Error refused{Reason::internal_error, 0,
                      "--listen " + listen +
                          ": is no host:port or [IPv6]:port, such as "
                          "127.0.0.1:9847"};
  if (!listen.empty() && !config::is_writable(listen)) return refused;
  FirstConfiguration first;
  if (iis) {
    config::Generated generated = config::config_text({*std::move(iis), false, "", listen});
    const std::size_t roles = config::live_roles(generated.plan);
    first = generated.refusal.empty()
                ? FirstConfiguration{std::move(generated.text),
                                     "from this node's IIS, roles: " + std::to_string(roles)}
                : FirstConfiguration{without_roles(generated.refusal, listen),
                                     "without roles: " + generated.refusal};
  } else {
    first = {without_roles(iis.error().where, listen), "without roles: " + iis.error().where};
  }
  const auto loaded = config::load(first.text, file, config::system_environment());
  if (loaded.spec) return first;
  // All but the address is ours.
  const std::string problems = config::format_problems(loaded.problems, "the first configuration");
  if (!listen.empty()) return Error{refused.reason, 0, refused.where + "\n" + problems};
  return Error{Reason::internal_error, 0, "please report this: " + problems};
}

}  // namespace deepalive::service
