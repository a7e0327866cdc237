#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <type_traits>
#include <utility>

#include "core/result.h"
#include "core/time.h"
#include "probes/isolated_worker.h"

namespace deepalive::probes {

// Awaits a read on an isolated worker; resumes on the awaiting coroutine's executor. A worker whose
// last request is still open gives internal_error at once. `work` is to be a variable: GCC 12
// destroys the captures of a lambda that is written inside a co_await expression twice.
template <class Session, class Work>
auto read_on(IsolatedWorker<Session>& worker, Duration timeout, Work work) {
  namespace asio = boost::asio;
  using Answer = std::invoke_result_t<Work&, Session&>;
  return asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
      [&worker, timeout](auto handler, Work work) {
        const auto executor = asio::get_associated_executor(handler);
        const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        const auto resume = [shared, executor](Answer answer) {
          asio::post(executor, [shared, answer = std::move(answer)]() mutable {
            std::move (*shared)(std::move(answer));
          });
        };
        if (!worker.request(timeout, std::move(work), resume)) {
          resume(Error{Reason::internal_error, 0, "the last read has not come back yet"});
        }
      },
      asio::use_awaitable, std::move(work));
}

}  // namespace deepalive::probes
