#include "tests/standins/cluster/mini_cluster.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace deepalive::standins {

using What = ClusterEvent::What;

namespace {

constexpr int kResourceFailed = 1069;
constexpr int kRoleFailed = 1254;

bool take_slot(std::deque<std::chrono::steady_clock::time_point>& used, int threshold,
               std::chrono::milliseconds period) {
  const auto now = std::chrono::steady_clock::now();
  while (!used.empty() && now - used.front() > period) used.pop_front();
  if (std::cmp_greater_equal(used.size(), threshold)) return false;
  used.push_back(now);
  return true;
}

DWORD until(std::chrono::steady_clock::time_point due) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(due - std::chrono::steady_clock::now());
  return static_cast<DWORD>(std::max<std::int64_t>(0, left.count()));
}

}  // namespace

const char* name_of(What what) {
  constexpr const char* kNames[] = {
      "bringing online", "online",       "online failed",   "taking offline", "offline",
      "LooksAlive no",   "IsAlive no",   "event signalled", "event refuted",  "failed",
      "restarting",      "failing over", "moving",          "role failed",    "node gone",
      "node back",       "note"};
  return kNames[static_cast<int>(what)];
}

std::size_t MiniCluster::View::count(What what) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(timeline, [what](const ClusterEvent& e) { return e.what == what; }));
}

MiniCluster::MiniCluster(std::vector<NamedNode> nodes, ClusterPolicy policy)
    : nodes_(std::move(nodes)),
      policy_(policy),
      wake_(CreateEventW(nullptr, FALSE, FALSE, nullptr)),
      end_(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
      gone_(nodes_.size(), false) {
  if (nodes_.empty()) throw std::invalid_argument("a cluster needs a node");
  thread_ = std::thread([this] { serve(); });
}

MiniCluster::~MiniCluster() {
  SetEvent(end_);
  SetEvent(wake_);
  thread_.join();
  CloseHandle(end_);
  CloseHandle(wake_);
}

std::size_t MiniCluster::index_of(const std::string& name) const {
  const auto found =
      std::ranges::find_if(nodes_, [&](const NamedNode& node) { return node.name == name; });
  if (found == nodes_.end()) throw std::invalid_argument("no node " + name);
  return static_cast<std::size_t>(found - nodes_.begin());
}

void MiniCluster::order(Command command) {
  {
    const std::lock_guard lock(mutex_);
    commands_.push_back(command);
  }
  SetEvent(wake_);
}

void MiniCluster::start_on(const std::string& node) {
  order({Command::Kind::start, index_of(node)});
}
void MiniCluster::move_to(const std::string& node) { order({Command::Kind::move, index_of(node)}); }
void MiniCluster::stop() { order({Command::Kind::stop}); }

void MiniCluster::node_gone(const std::string& node) {
  const std::size_t index = index_of(node);
  add(index, What::node_gone);
  std::unique_lock lock(mutex_);
  gone_[index] = true;
  // Again and again: the first call may come before the Online that it shall end has begun.
  do {
    lock.unlock();
    nodes_[index].node->lost();
    lock.lock();
  } while (!changed_.wait_for(lock, std::chrono::milliseconds(10),
                              [&] { return bringing_online_ != index; }));
  lock.unlock();
  order({Command::Kind::gone, index});
}

void MiniCluster::node_back(const std::string& node) {
  const std::size_t index = index_of(node);
  {
    const std::lock_guard lock(mutex_);
    gone_[index] = false;
  }
  add(index, What::node_back);
}

bool MiniCluster::is_gone(std::size_t node) const {
  const std::lock_guard lock(mutex_);
  return gone_[node];
}

void MiniCluster::set_state(State state) {
  const std::lock_guard lock(mutex_);
  state_ = state;
  changed_.notify_all();
}

void MiniCluster::add(std::size_t node, What what, std::string why, int event_id,
                      std::optional<State> state) {
  const std::lock_guard lock(mutex_);
  state_ = state.value_or(state_);
  const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin_);
  timeline_.push_back({at, nodes_[node].name, what, event_id, std::move(why)});
  changed_.notify_all();
}

void MiniCluster::add_notes(std::size_t node) {
  for (NodeNote& note : nodes_[node].node->take_notes()) {
    add(node, What::note, std::move(note.text), note.event_id);
  }
}

void MiniCluster::serve() {
  for (;;) {
    if (WaitForSingleObject(end_, 0) == WAIT_OBJECT_0) break;
    std::optional<Command> command;
    {
      const std::lock_guard lock(mutex_);
      if (!commands_.empty()) {
        command = commands_.front();
        commands_.pop_front();
      }
    }
    if (command) {
      execute(*command);
    } else if (state() == State::online) {
      poll();
    } else {
      WaitForSingleObject(wake_, INFINITE);
    }
  }
  if (state() == State::online && !is_gone(owner_)) go_offline();
}

void MiniCluster::execute(const Command& command) {
  switch (command.kind) {
    case Command::Kind::start:
      restarts_.clear();
      failovers_.clear();
      if (state() == State::online) go_offline();
      if (!try_online(command.node)) recover();
      break;
    case Command::Kind::move:
      if (state() == State::online) go_offline();
      add(command.node, What::moving, nodes_[command.node].node->standby());
      restarts_.clear();
      if (!try_online(command.node)) recover();
      break;
    case Command::Kind::stop:
      if (state() == State::online) go_offline();
      set_state(State::offline);
      break;
    case Command::Kind::gone:
      if (command.node == owner_ && is_gone(owner_) && state() == State::online) move_elsewhere();
      break;
  }
}

bool MiniCluster::try_online(std::size_t node) {
  {
    const std::lock_guard lock(mutex_);
    owner_ = node;
    state_ = State::pending;
    if (!gone_[node]) bringing_online_ = node;
  }
  if (bringing_online_ != node) {
    add(node, What::online_failed, "the node is gone");
    return false;
  }
  add(node, What::bringing_online);
  const std::string why = nodes_[node].node->bring_online();
  {
    const std::lock_guard lock(mutex_);
    bringing_online_.reset();
    changed_.notify_all();
  }
  add_notes(node);
  if (!why.empty() || is_gone(node)) {
    add(node, What::online_failed, why.empty() ? "the node is gone" : why);
    return false;
  }
  looks_alive_due_ = Clock::now() + policy_.looks_alive_interval;
  is_alive_due_ = Clock::now() + policy_.is_alive_interval;
  event_handled_ = false;
  add(node, What::online, {}, 0, State::online);
  return true;
}

void MiniCluster::go_offline() {
  add(owner_, What::taking_offline);
  ClusterNode& node = *nodes_[owner_].node;
  const std::string why = node.take_offline();
  if (!why.empty()) node.terminate();
  add_notes(owner_);
  add(owner_, What::offline, why, 0, State::offline);
}

void MiniCluster::poll() {
  ClusterNode& node = *nodes_[owner_].node;
  const HANDLE event = node.failure_event();
  if (event_handled_ && WaitForSingleObject(event, 0) != WAIT_OBJECT_0) event_handled_ = false;
  const HANDLE handles[] = {wake_, event};
  const DWORD count = event != nullptr && !event_handled_ ? 2 : 1;
  const auto due = event != nullptr ? is_alive_due_ : std::min(looks_alive_due_, is_alive_due_);
  const DWORD signalled = WaitForMultipleObjects(count, handles, FALSE, until(due));
  if (signalled == WAIT_OBJECT_0 || is_gone(owner_)) return;
  if (signalled == WAIT_OBJECT_0 + 1) {
    event_handled_ = true;
    add(owner_, What::event_signalled);
    if (policy_.event_terminates) {
      fail("the event handle was signalled");
    } else if (ask_is_alive()) {
      add(owner_, What::event_refuted);
    }
    return;
  }
  if (event == nullptr && Clock::now() >= looks_alive_due_) {
    looks_alive_due_ = Clock::now() + policy_.looks_alive_interval;
    const bool alive = node.looks_alive();
    add_notes(owner_);
    if (!alive) {
      add(owner_, What::looks_alive_no);
      ask_is_alive();
      return;
    }
  }
  if (Clock::now() >= is_alive_due_) ask_is_alive();
}

bool MiniCluster::ask_is_alive() {
  is_alive_due_ = Clock::now() + policy_.is_alive_interval;
  const bool alive = nodes_[owner_].node->is_alive();
  add_notes(owner_);
  if (!alive) {
    add(owner_, What::is_alive_no);
    fail("IsAlive said no");
  }
  return alive;
}

void MiniCluster::fail(const std::string& why) {
  set_state(State::pending);
  nodes_[owner_].node->terminate();
  add_notes(owner_);
  add(owner_, What::failed, why, kResourceFailed);
  recover();
}

std::optional<std::size_t> MiniCluster::next_node() const {
  for (std::size_t step = 1; step < nodes_.size(); ++step) {
    const std::size_t candidate = (owner_ + step) % nodes_.size();
    if (!is_gone(candidate)) return candidate;
  }
  return std::nullopt;
}

void MiniCluster::recover() {
  const int most_failovers =
      policy_.failover_threshold.value_or(static_cast<int>(nodes_.size()) - 1);
  for (;;) {
    if (!is_gone(owner_) &&
        take_slot(restarts_, policy_.restart_threshold, policy_.restart_period)) {
      const auto delay = static_cast<DWORD>(policy_.restart_delay.count());
      if (WaitForSingleObject(end_, delay) == WAIT_OBJECT_0) return;
      add(owner_, What::restarting);
      if (try_online(owner_)) return;
      continue;
    }
    const bool owner_gone = is_gone(owner_);
    const std::optional<std::size_t> next = next_node();
    if (!next || (!owner_gone && !take_slot(failovers_, most_failovers, policy_.failover_period))) {
      add(owner_, What::role_failed, next ? "the failover threshold is reached" : "no node is left",
          kRoleFailed, State::failed);
      return;
    }
    // Each node has its own restarts.
    restarts_.clear();
    add(*next, What::failing_over, nodes_[*next].node->standby());
    if (try_online(*next)) return;
    if (WaitForSingleObject(end_, 0) == WAIT_OBJECT_0) return;
  }
}

void MiniCluster::move_elsewhere() {
  restarts_.clear();
  const std::optional<std::size_t> next = next_node();
  if (!next) {
    add(owner_, What::role_failed, "no node is left", kRoleFailed, State::failed);
    return;
  }
  add(*next, What::moving, nodes_[*next].node->standby());
  if (!try_online(*next)) recover();
}

bool MiniCluster::wait_for(const std::function<bool(const View&)>& wanted,
                           std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [&] {
    return wanted({state_, nodes_[owner_].name, timeline_});
  });
}

bool MiniCluster::wait_online_on(const std::string& node, std::chrono::milliseconds timeout) {
  return wait_for(
      [&](const View& view) { return view.state == State::online && view.owner == node; }, timeout);
}

bool MiniCluster::wait_role_failed(std::chrono::milliseconds timeout) {
  return wait_for([](const View& view) { return view.state == State::failed; }, timeout);
}

MiniCluster::State MiniCluster::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

std::string MiniCluster::owner() const {
  const std::lock_guard lock(mutex_);
  return nodes_[owner_].name;
}

std::vector<ClusterEvent> MiniCluster::timeline() const {
  const std::lock_guard lock(mutex_);
  return timeline_;
}

std::string MiniCluster::story() const {
  std::ostringstream text;
  for (const ClusterEvent& event : timeline()) {
    text << event.at.count() << " ms  " << event.node << "  " << name_of(event.what);
    if (event.event_id != 0) text << " (event " << event.event_id << ')';
    if (!event.why.empty()) text << ": " << event.why;
    text << '\n';
  }
  return text.str();
}

}  // namespace deepalive::standins
