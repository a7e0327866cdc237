#include "probes/http/negotiator.h"

#include <utility>

#include "probes/await_read.h"

namespace deepalive::probes {

Negotiator::Negotiator(std::string host, BeginNegotiation begin)
    : host_(std::move(host)),
      begin_(std::move(begin)),
      worker_(
          {.what = "authenticating with " + host_, .on_timeout = Reason::credentials_unavailable},
          [] { return std::make_shared<Session>(); }) {}

boost::asio::awaitable<Result<std::string>> Negotiator::next(bool first, std::string from_server,
                                                             Duration timeout) {
  // Copies: a thread that hangs may outlive this.
  auto work = [first, from_server = std::move(from_server), host = host_,
               begin = begin_](Session& session) -> Result<std::string> {
    if (first) session.negotiation = begin(host);
    return session.negotiation->next(from_server);
  };
  co_return co_await read_on(worker_, timeout, std::move(work));
}

}  // namespace deepalive::probes
