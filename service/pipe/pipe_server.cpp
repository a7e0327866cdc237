#include "service/pipe/pipe_server.h"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <map>
#include <set>
#include <utility>

#include "service/pipe/session.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

// What a coroutine could not handle itself (memory ran out) ends the answering thread: better no
// answers, and a restart, than a pipe that nobody serves any more.
void or_die(std::exception_ptr exception) {
  if (exception) std::rethrow_exception(exception);
}

// One pipe name that is (or is to be) listened on.
struct Listening {
  // An empty role: the control pipe.
  Listening(asio::io_context& context, std::string address, std::string role, Question question)
      : address(address),
        role(role),
        question(question),
        listener(context, std::move(address),
                 role.empty() ? PipeAccess::control : PipeAccess::answer) {
    for (std::size_t slot = 0; slot < PipeListener::kSlots; ++slot) pauses.emplace_back(context);
  }

  void stop() {
    stopped = true;
    listener.close();
    for (asio::steady_timer& pause : pauses) pause.cancel();
  }

  const std::string address;
  const std::string role;
  const Question question;
  PipeListener listener;
  std::vector<asio::steady_timer> pauses;  // one for each slot
  bool stopped = false;
  bool failing = false;  // and said so
};

Duration tick_of(const PipeLimits& limits) {
  const Duration shortest = std::min({limits.idle, limits.half_line, limits.write, limits.linger});
  return std::clamp<Duration>(shortest / 4, std::chrono::milliseconds(5),
                              std::chrono::milliseconds(500));
}

}  // namespace

struct PipeServer::Impl {
  using Self = std::shared_ptr<Impl>;

  Impl(asio::io_context& io, PipeNames pipe_names, PipeHandlers pipe_handlers,
       PipeLimits pipe_limits)
      : context(io),
        names(std::move(pipe_names)),
        handlers(std::move(pipe_handlers)),
        limits(pipe_limits),
        tick(io) {}

  asio::io_context& context;
  const PipeNames names;
  const PipeHandlers handlers;
  const PipeLimits limits;
  RequestCounters requests;
  asio::steady_timer tick;
  bool started = false;
  bool stopped = false;
  std::shared_ptr<Listening> control;
  // Both pipes of each role.
  std::map<std::string, std::array<std::shared_ptr<Listening>, 2>> answers;
  std::set<std::shared_ptr<Connection>> connections;

  std::shared_ptr<Listening> listen(const Self& self, const std::string& address,
                                    const std::string& role, Question question) {
    auto listening = std::make_shared<Listening>(context, address, role, question);
    asio::co_spawn(context, run(self, listening), or_die);
    return listening;
  }

  std::array<std::shared_ptr<Listening>, 2> listen_for(const Self& self, const std::string& role) {
    const auto one = [&](Question question) {
      return listen(self, names.answer(role, question), role, question);
    };
    return {one(Question::looks_alive), one(Question::is_alive)};
  }

  void complain(Listening& listening, std::string_view why) const {
    if (std::exchange(listening.failing, true)) return;
    // The listeners' errors begin with the address, which is told by itself.
    const std::string address = listening.address + ": ";
    if (why.starts_with(address)) why.remove_prefix(address.size());
    handlers.failed(listening.address, std::string(why));
  }

  void listens(Listening& listening) const {
    listening.failing = false;
    handlers.listening(listening.address);
  }

  // Static coroutines: a lambda's captures or an object's `this` would not live as long as they do.
  static asio::awaitable<void> run(Self self, std::shared_ptr<Listening> listening) {
    while (!listening->stopped) {
      const auto error = listening->listener.open();
      if (!error) break;
      self->complain(*listening, error->where);
      co_await self->pause(*listening, 0);
    }
    if (listening->stopped) co_return;
    self->listens(*listening);
    for (std::size_t slot = 1; slot < PipeListener::kSlots; ++slot) {
      asio::co_spawn(self->context, accept(self, listening, slot), or_die);
    }
    co_await accept(self, listening, 0);
  }

  static asio::awaitable<void> accept(Self self, std::shared_ptr<Listening> listening,
                                      std::size_t slot) {
    while (!listening->stopped) {
      error_code error;
      PipeStream stream = co_await listening->listener.accept(slot, error);
      if (listening->stopped) {
        close_now(stream);
      } else if (error) {
        self->complain(*listening, error.message());
        co_await self->pause(*listening, slot);
      } else {
        if (listening->failing) self->listens(*listening);
        self->adopt(self, listening, std::move(stream));
      }
    }
  }

  asio::awaitable<void> pause(Listening& listening, std::size_t slot) const {
    if (listening.stopped) co_return;
    error_code ignored;
    listening.pauses[slot].expires_after(limits.retry);
    co_await listening.pauses[slot].async_wait(into(ignored));
  }

  void adopt(const Self& self, const std::shared_ptr<Listening>& listening, PipeStream stream) {
    if (connections.size() >= limits.connections) cut_idlest();
    auto connection = std::make_shared<Connection>(std::move(stream));
    connections.insert(connection);
    asio::co_spawn(context, serve(self, listening, std::move(connection)), or_die);
  }

  void cut_idlest() {
    const auto idlest = std::min_element(
        connections.begin(), connections.end(),
        [](const auto& a, const auto& b) { return a->last_request < b->last_request; });
    if (idlest == connections.end()) return;
    (*idlest)->close();
    connections.erase(idlest);
  }

  static asio::awaitable<void> serve(Self self, std::shared_ptr<Listening> listening,
                                     std::shared_ptr<Connection> connection) {
    const SessionRules rules{self->handlers, self->limits, self->requests};
    if (listening->role.empty()) {
      co_await serve_control(*connection, rules);
    } else {
      co_await serve_answer(*connection, rules, listening->role, listening->question);
    }
    connection->close();
    self->connections.erase(connection);
  }

  // One timer for all connections: arming one for each read and write would cost more than
  // answering does.
  static asio::awaitable<void> watch_deadlines(Self self) {
    while (!self->stopped) {
      error_code ignored;
      self->tick.expires_after(tick_of(self->limits));
      co_await self->tick.async_wait(into(ignored));
      const TimePoint now = steady_clock::now();
      for (const auto& connection : self->connections) {
        if (connection->deadline <= now) connection->close();
      }
    }
  }
};

PipeServer::PipeServer(asio::io_context& context, PipeNames names, PipeHandlers handlers,
                       PipeLimits limits)
    : impl_(std::make_shared<Impl>(context, std::move(names), std::move(handlers), limits)) {}

PipeServer::~PipeServer() = default;

void PipeServer::set_roles(const std::vector<std::string>& roles) {
  Impl& impl = *impl_;
  if (impl.stopped) return;
  std::erase_if(impl.answers, [&roles](const auto& entry) {
    if (std::ranges::find(roles, entry.first) != roles.end()) return false;
    for (const auto& listening : entry.second) {
      if (listening) listening->stop();
    }
    return true;
  });
  for (const std::string& role : roles) {
    auto& pipes = impl.answers[role];
    if (impl.started && !pipes.front()) pipes = impl.listen_for(impl_, role);
  }
}

void PipeServer::start() {
  Impl& impl = *impl_;
  if (std::exchange(impl.started, true)) return;
  impl.control = impl.listen(impl_, impl.names.control(), "", Question::looks_alive);
  for (auto& [role, pipes] : impl.answers) pipes = impl.listen_for(impl_, role);
  asio::co_spawn(impl.context, Impl::watch_deadlines(impl_), or_die);
}

void PipeServer::news() {
  for (const auto& connection : impl_->connections) connection->news.cancel();
}

void PipeServer::stop() {
  Impl& impl = *impl_;
  impl.stopped = true;
  impl.tick.cancel();
  for (auto& [role, pipes] : impl.answers) {
    for (const auto& listening : pipes) {
      if (listening) listening->stop();
    }
  }
  impl.answers.clear();
  if (impl.control) impl.control->stop();
  for (const auto& connection : impl.connections) connection->close();
}

const RequestCounters& PipeServer::requests() const { return impl_->requests; }

}  // namespace deepalive::service
