#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <list>
#include <memory>

namespace deepalive::service {

// Lets so many in at once; the others wait for their turn, in the order in which they came. All on
// one thread. A turn may outlive the turnstile; who waits when it goes
// is let in.
class Turnstile {
 private:
  struct State {
    std::size_t free;
    std::list<boost::asio::steady_timer> waiting;  // never expire: whoever leaves wakes the first
  };

 public:
  Turnstile(boost::asio::any_io_executor executor, std::size_t places);

  // A place, for as long as this lives.
  class Turn {
   public:
    explicit Turn(std::weak_ptr<State> state) : state_(std::move(state)) {}
    Turn(Turn&&) noexcept = default;
    Turn& operator=(Turn&&) = delete;
    ~Turn();

   private:
    std::weak_ptr<State> state_;  // of none once it was moved from
  };

  boost::asio::awaitable<Turn> enter();
  std::size_t waiting() const { return state_->waiting.size(); }

 private:
  const boost::asio::any_io_executor executor_;
  const std::shared_ptr<State> state_;
};

}  // namespace deepalive::service
