#include "service/state/state_saver.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "probes/await_read.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr Duration kSaveTimeout = 2s;
constexpr Duration kRetryAfter = 2s;  // after a save that failed
// Readers may have seen generations that were never written before the agent was killed. It begins
// this far above what is written; a role would have to change its verdict as often within
// save_within() to repeat one.
constexpr std::uint64_t kGenerationsAhead = 1000;

}  // namespace

StateSaver::StateSaver(asio::io_context& looking, const NodeHealth& node, StateFile file,
                       Clock clock, Log& log)
    : node_(node),
      file_(std::move(file)),
      clock_(std::move(clock)),
      log_(log),
      written_(looking, TimePoint::max()),
      later_(looking),
      worker_({.what = "writing the state file"},
              [this] { return std::make_shared<StateFile>(file_); }) {}

const SavedState& StateSaver::load() {
  auto loaded = file_.load(clock_());
  if (!loaded.problem.empty()) log_->error("{}", loaded.problem);
  loaded_ = std::move(loaded.state);
  return loaded_;
}

void StateSaver::keep(const RoleHealth& role) { loaded_.roles[role.spec->name] = as_left(role); }

asio::awaitable<std::optional<Error>> StateSaver::save() {
  const std::uint64_t mine = ++wanted_;
  while (done_ < mine) {
    if (writing_) {
      boost::system::error_code woken;
      co_await written_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    } else {
      co_await write();
    }
  }
  co_return last_error_;
}

asio::awaitable<void> StateSaver::write() {
  writing_ = true;
  const std::uint64_t covered = wanted_;
  std::optional<Error> error = co_await write_published();
  if (error && !last_error_) log_->error("the state cannot be saved: {}", error->where);
  if (!error && last_error_) log_->info("the state can be saved again");
  last_error_ = std::move(error);
  done_ = covered;
  writing_ = false;
  written_.cancel();
  if (last_error_) save_within(kRetryAfter);
}

asio::awaitable<std::optional<Error>> StateSaver::write_published() {
  // A disk that hangs may yet do what it was given: never two at once, or the older ends last.
  if (const auto earlier = last_writing_.lock(); earlier && !earlier->over) {
    co_return Error{Reason::internal_error, 0, "an earlier write has not come back yet"};
  }
  const auto writing = std::make_shared<Writing>();
  last_writing_ = writing;
  const Instant now = clock_();
  const std::uint64_t ahead = closing_ ? 0 : kGenerationsAhead;
  const auto work = [roles = node_.all(), loaded = loaded_, now, ahead,
                     writing](StateFile& file) -> Result<bool> {
    const std::shared_ptr<void> end(nullptr, [&writing](void*) { writing->over = true; });
    SavedState state = loaded;
    for (const auto& role : roles) {
      RoleStart& left = state.roles[role->spec->name] = as_left(*role);
      left.generation += ahead;
    }
    if (auto error = file.save(state, now)) return *error;
    return true;
  };
  const Result<bool> saved = co_await read_on(worker_, kSaveTimeout, work);
  if (!saved) co_return saved.error();
  co_return std::nullopt;
}

void StateSaver::save_within(Duration duration) {
  const TimePoint due = clock_().steady + duration;
  if (closing_ || due >= later_at_) return;
  const bool waits = later_at_ != TimePoint::max();
  later_at_ = due;
  later_.expires_at(due);
  if (!waits) asio::co_spawn(later_.get_executor(), save_later(), asio::detached);
}

asio::awaitable<void> StateSaver::save_later() {
  while (clock_().steady < later_at_ && !closing_) {
    boost::system::error_code woken;
    co_await later_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  later_at_ = TimePoint::max();
  if (!closing_) co_await save();
}

asio::awaitable<void> StateSaver::close() {
  closing_ = true;
  later_.cancel();
  co_await save();
}

}  // namespace deepalive::service
