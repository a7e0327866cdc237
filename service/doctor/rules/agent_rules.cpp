#include "config/reading/text.h"
#include "service/doctor/rules/rules.h"

namespace deepalive::service::doctor::rules {

Judgement configuration(const Facts& facts) {
  const AgentFacts& agent = facts.agent;
  if (!agent.has_config) {
    return fail("there is no " + agent.config_file,
                "deepalive config init writes one from this node's IIS; --config names another");
  }
  if (facts.roles.empty()) {
    return warning(agent.config_file + " has no roles",
                   "deepalive config init --merge adds one for each site of this node's IIS");
  }
  return ok(agent.config_file);
}

Judgement agent_service(const Facts& facts) {
  const auto service = service_of(facts, "DeepAlive");
  if (!service) {
    if (service.error().reason == Reason::service_missing) {
      return fail("the service DeepAlive is not installed",
                  "deepalive service install, then deepalive service start");
    }
    return could_not_look(service.error());
  }
  if (is_running(service)) return ok("the service DeepAlive is running");
  return fail("the service DeepAlive is " + std::string(probes::to_name(service->phase)) +
                  (service->disabled ? " and disabled" : ""),
              service->disabled ? "deepalive service install, then deepalive service start"
                                : "deepalive service start; its log says why it ended");
}

Judgement agent_account(const Facts& facts) {
  const auto& account = facts.windows.agent_account;
  if (!account) return could_not_look(account.error());
  if (!*account) return could_not_look("the service DeepAlive is not installed");
  if (config::equal_ignoring_case(**account, "LocalSystem")) {
    return ok("the agent runs as LocalSystem, which may read and start IIS");
  }
  return warning("the agent runs as " + **account,
                 "see that it is a member of Administrators: else it can neither read IIS nor "
                 "start sites, and the cluster does not trust its pipe");
}

Judgement agent_pipe(const Facts& facts) {
  const auto& pipe = facts.agent.pipe;
  if (pipe) return ok("the agent answers");
  if (pipe.error().reason == Reason::agent_not_trusted) {
    return fail(pipe.error().where, "find the process that took the pipe's name (event 310)");
  }
  if (pipe.error().reason == Reason::not_observed) return could_not_look(pipe.error());
  return fail(pipe.error().where, "deepalive service start; 'deepalive run' shows why it ends");
}

Judgement agent_endpoint(const Facts& facts) {
  if (!facts.agent.has_config) return could_not_look("without a configuration it is not known");
  std::vector<std::string> found;
  for (const EndpointFact& endpoint : facts.agent.endpoints) {
    if (!endpoint.status) {
      const Error& error = endpoint.status.error();
      const std::string what = error.where.starts_with(endpoint.address)
                                   ? error.where
                                   : endpoint.address + ": " + error.where;
      if (error.reason == Reason::connect_refused || error.reason == Reason::connect_failed ||
          error.reason == Reason::connect_timeout) {
        return fail(what, "start the agent; if it runs, its log says why it does not listen there");
      }
      if (error.reason == Reason::not_observed) {
        return could_not_look(what, "give the address a port in agent.listen");
      }
      // It listens; it may want a client certificate that this command has not.
      return could_not_look(what, "ask it as its users do: curl with their certificate");
    }
    // 401 and 403: it is there, and wants to know who asks.
    const unsigned status = *endpoint.status;
    if (status != 200 && status != 401 && status != 403) {
      return fail(endpoint.address + " answers " + std::to_string(status) + " to /-/healthy",
                  "see what else listens on this address, or what the agent's log says");
    }
    found.push_back(endpoint.address);
  }
  return found.empty() ? ok("no address is configured") : ok(joined(found) + " answers");
}

}  // namespace deepalive::service::doctor::rules
