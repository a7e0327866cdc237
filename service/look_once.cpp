#include "service/look_once.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <utility>
#include <variant>

#include "probes/await_read.h"
#include "probes/iis/node_query.h"
#include "probes/iis/observe.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;

class Look {
 public:
  Look(const NodeSpec& node, const CheckSpec& check, const Sources& sources, const Clock& clock)
      : node_(node),
        check_(check),
        clock_(clock),
        probe_maker_(sources.beside, Keep::everything),
        iis_({.what = "reading IIS", .on_timeout = Reason::iis_timeout}, sources.iis),
        services_({.what = "asking the service control manager",
                   .on_timeout = Reason::service_query_failed},
                  sources.services) {}

  asio::awaitable<Observation> run() {
    if (const auto* service = std::get_if<ServiceTarget>(&check_.target)) {
      return look_at_service(*service);
    }
    switch (check_.kind()) {
      case CheckKind::site:
      case CheckKind::app_pool:
      case CheckKind::worker_process:
        return look_at_iis();
      case CheckKind::content_path:
        return look_at_content();
      default:
        return probe();
    }
  }

 private:
  asio::awaitable<Observation> look_at_service(const ServiceTarget& target) {
    const Instant begin = clock_();
    const auto ask = [&target](probes::ServiceReader& reader) {
      return reader.query(target.service_name);
    };
    const auto state = co_await probes::read_on(services_, node_.iis.timeout, ask);
    const Instant now = clock_();
    co_return probes::observe_service(state, target, now, now.steady - begin.steady);
  }

  asio::awaitable<Result<probes::IisState>> read_iis() {
    const auto read = [query = probes::query_of(node_)](probes::IisReader& reader) {
      return reader.read(query);
    };
    co_return co_await probes::read_on(iis_, node_.iis.timeout, read);
  }

  asio::awaitable<Observation> look_at_iis() {
    const Instant begin = clock_();
    const auto state = co_await read_iis();
    const Instant now = clock_();
    std::optional<probes::WorkerWatch> watch;
    if (const auto* workers = std::get_if<WorkerProcessTarget>(&check_.target)) {
      watch.emplace(*workers);
    }
    co_return probes::observe_iis(state, check_, watch ? &*watch : nullptr, now,
                                  now.steady - begin.steady);
  }

  // Where the folders are is read from IIS's configuration.
  asio::awaitable<Observation> look_at_content() {
    const auto state = co_await read_iis();
    if (state) probe_maker_.know(probes::folders_in(*state));
    co_return co_await probe();
  }

  asio::awaitable<Observation> probe() {
    const auto probe = probe_maker_.make(check_);
    co_return co_await probe->run(clock_);
  }

  const NodeSpec& node_;
  const CheckSpec& check_;
  const Clock& clock_;
  ProbeMaker probe_maker_;
  probes::IsolatedWorker<probes::IisReader> iis_;
  probes::IsolatedWorker<probes::ServiceReader> services_;
};

}  // namespace

Observation look_once(const NodeSpec& node, const CheckSpec& check, const Sources& sources,
                      const Clock& clock) {
  // Before what has threads that post to it.
  asio::io_context context(1);
  Look look(node, check, sources, clock);
  Observation seen;
  asio::co_spawn(context, look.run(),
                 [&seen](const std::exception_ptr& failed, Observation observation) {
                   if (failed) std::rethrow_exception(failed);
                   seen = std::move(observation);
                 });
  context.run();
  return seen;
}

}  // namespace deepalive::service
