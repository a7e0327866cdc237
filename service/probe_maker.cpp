#include "service/probe_maker.h"

#include <utility>
#include <variant>

#include "probes/blocking_probe.h"
#include "probes/command/command.h"
#include "probes/files/shared_config.h"
#include "probes/http/http_probe.h"
#include "probes/tcp/tcp_probe.h"

namespace deepalive::service {
namespace {

using probes::BlockingProbe;
using probes::Finding;

// Starting a program, and killing it at its deadline, may take so much longer.
constexpr Duration kCommandSlack = std::chrono::seconds(2);

}  // namespace

std::unique_ptr<probes::Probe> ProbeMaker::make(const CheckSpec& check) {
  const Duration timeout = check.cadence.timeout;
  if (const auto* http = std::get_if<HttpTarget>(&check.target)) {
    return std::make_unique<probes::HttpProbe>(*http, timeout, tls_contexts_, resolver_, keep_);
  }
  if (const auto* tcp = std::get_if<TcpTarget>(&check.target)) {
    return std::make_unique<probes::TcpProbe>(*tcp, timeout, resolver_);
  }
  if (const auto* command = std::get_if<CommandTarget>(&check.target)) {
    return std::make_unique<BlockingProbe>(
        BlockingProbe::Settings{.what = "running the command",
                                .patience = timeout + kCommandSlack,
                                .hung_is = Outcome::indeterminate,
                                .hung_because = Reason::command_timeout},
        [run = command->run, timeout]() -> Finding {
          return probes::judge_command(probes::run_command(run, timeout), timeout);
        });
  }
  if (const auto* queue = std::get_if<RequestQueueTarget>(&check.target)) {
    return std::make_unique<BlockingProbe>(
        BlockingProbe::Settings{.what = "reading the request queue",
                                .patience = timeout,
                                .hung_is = Outcome::indeterminate,
                                .hung_because = Reason::queue_unreadable},
        [target = *queue, length = iis_.queue_length]() -> Finding {
          return probes::judge_request_queue(length(target.app_pool), target);
        });
  }
  if (const auto* content = std::get_if<ContentPathTarget>(&check.target)) {
    return std::make_unique<BlockingProbe>(
        BlockingProbe::Settings{.what = "reading the content folders",
                                .patience = timeout,
                                .hung_is = Outcome::fail,
                                .hung_because = Reason::path_timeout},
        [sites = content->sites, folders = folders_]() -> Finding {
          return probes::look_at_content(*folders->load(), sites, probes::environment_variable,
                                         probes::folder_problem);
        });
  }
  if (const auto* shared = std::get_if<SharedConfigTarget>(&check.target)) {
    return std::make_unique<BlockingProbe>(
        BlockingProbe::Settings{.what = "reading the shared configuration",
                                .patience = timeout,
                                .hung_is = Outcome::fail,
                                .hung_because = Reason::path_timeout},
        [config = std::make_shared<const probes::SharedConfig>(iis_.config_folder, *shared)] {
          return config->look();
        });
  }
  return nullptr;
}

void ProbeMaker::know(probes::FoldersBySite folders) const {
  folders_->store(std::make_shared<const probes::FoldersBySite>(std::move(folders)));
}

}  // namespace deepalive::service
