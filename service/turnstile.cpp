#include "service/turnstile.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace deepalive::service {

Turnstile::Turnstile(boost::asio::any_io_executor executor, std::size_t places)
    : executor_(std::move(executor)), state_(std::make_shared<State>(State{places, {}})) {}

boost::asio::awaitable<Turnstile::Turn> Turnstile::enter() {
  if (state_->free > 0) {
    --state_->free;
    co_return Turn(state_);
  }
  const std::weak_ptr<State> state = state_;
  auto& place = state_->waiting.emplace_back(executor_);
  place.expires_at(boost::asio::steady_timer::time_point::max());
  boost::system::error_code woken;
  co_await place.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
  // Whoever left has given its place to this one, and took it off the list.
  co_return Turn(state);
}

Turnstile::Turn::~Turn() {
  const auto state = state_.lock();
  if (!state) return;
  if (state->waiting.empty()) {
    ++state->free;
    return;
  }
  state->waiting.front().cancel();
  state->waiting.pop_front();
}

}  // namespace deepalive::service
