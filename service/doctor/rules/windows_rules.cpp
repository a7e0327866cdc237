#include <algorithm>
#include <array>

#include "service/doctor/rules/rules.h"

namespace deepalive::service::doctor::rules {
namespace {

// What 'sc privs' of the article's note gives the Application Host Helper Service.
constexpr std::array kHelperRights = {"SeChangeNotifyPrivilege", "SeTcbPrivilege",
                                      "SeImpersonatePrivilege"};
constexpr const char* kHelperFix =
    "net stop apphostsvc, then sc privs apphostsvc "
    "SeChangeNotifyPrivilege/SeTcbPrivilege/SeImpersonatePrivilege, then net start apphostsvc";
constexpr const char* kInstallIis =
    "add the Web Server (IIS) role: Install-WindowsFeature Web-Server -IncludeManagementTools";

}  // namespace

Judgement web_server(const Facts& facts) {
  if (facts.agent.simulated) {
    return warning(
        "the configuration looks at a simulated IIS",
        "for a real node take 'provider: simulated' out of 'iis' in " + facts.agent.config_file);
  }
  const auto& iis = facts.windows.iis;
  if (!iis) return could_not_look(iis.error());
  if (!*iis) {
    if (service_of(facts, "W3SVC")) return ok("installed; the registry does not tell its version");
    return fail("the Web Server (IIS) role is not installed", kInstallIis);
  }
  std::string found = "IIS, " + **iis;
  if (facts.windows.product && *facts.windows.product) found += ", on " + **facts.windows.product;
  return ok(std::move(found));
}

Judgement iis_services(const Facts& facts) {
  std::vector<std::string> running;
  for (const std::string name : {"W3SVC", "WAS"}) {
    const auto service = service_of(facts, name);
    if (!service) {
      if (service.error().reason == Reason::service_missing) {
        return fail("there is no service " + name, kInstallIis);
      }
      return could_not_look(service.error());
    }
    if (!is_running(service)) {
      if (service->disabled) {
        return fail(name + " is stopped and disabled",
                    "sc config " + name + " start= auto, then net start " + name);
      }
      return fail(name + " is " + std::string(probes::to_name(service->phase)),
                  "net start " + name + "; if it stops again, the System event log says why");
    }
    running.push_back(name);
  }
  return ok(joined(running, " and ") + " are running");
}

Judgement iis_readable(const Facts& facts) {
  if (!facts.iis) {
    const Error& error = facts.iis.error();
    if (error.reason == Reason::iis_config_unreadable) {
      return fail(error.where, "repair the file that it names; IIS Manager shows the same error");
    }
    return could_not_look(error);
  }
  if (!facts.iis->stopped_service.empty()) {
    return could_not_look(facts.iis->stopped_service,
                          "start it; states are not asked for while it is stopped");
  }
  return ok("sites and application pools can be read");
}

Judgement helper_service(const Facts& facts) {
  const auto service = service_of(facts, "AppHostSvc");
  if (!service) {
    if (service.error().reason == Reason::service_missing) {
      return warning("there is no service AppHostSvc", kInstallIis);
    }
    return could_not_look(service.error());
  }
  if (is_server_2008(facts)) {
    const auto& rights = facts.windows.helper_rights;
    if (!rights) return could_not_look(rights.error());
    for (const char* right : kHelperRights) {
      // No list at all: the service has all the rights of its account.
      if (!rights->empty() && std::ranges::find(*rights, right) == rights->end()) {
        return fail("it lacks " + std::string(right) + " (Windows Server 2008)", kHelperFix);
      }
    }
  } else if (!facts.windows.version) {
    return could_not_look(facts.windows.version.error());
  }
  if (!is_running(service)) {
    return warning("it is " + std::string(probes::to_name(service->phase)),
                   "net start apphostsvc; without it IIS keeps no configuration history");
  }
  return ok(is_server_2008(facts) ? "running, with the rights of the article's note"
                                  : "running; only Windows Server 2008 needs more rights");
}

Judgement doctor_rights(const Facts& facts) {
  const auto& administrator = facts.windows.administrator;
  if (!administrator) return could_not_look(administrator.error());
  if (*administrator) return ok("this command has the rights of an administrator");
  return warning("this command runs without the rights of an administrator",
                 "run 'deepalive doctor' in a command prompt that was opened as administrator: "
                 "else rows say that they could not look");
}

Judgement clock_service(const Facts& facts) {
  const auto service = service_of(facts, "W32Time");
  if (!service) {
    if (service.error().reason == Reason::service_missing) {
      return warning("there is no service W32Time",
                     "see that something else keeps the nodes' clocks alike: Kerberos refuses "
                     "more than 5 minutes");
    }
    return could_not_look(service.error());
  }
  if (is_running(service)) return ok("the Windows Time service is running");
  return warning("the Windows Time service is " + std::string(probes::to_name(service->phase)),
                 "sc config w32time start= auto, then net start w32time; fine if something else "
                 "keeps the clock");
}

}  // namespace deepalive::service::doctor::rules
