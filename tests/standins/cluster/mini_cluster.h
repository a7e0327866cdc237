#pragma once

#include <windows.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/standins/cluster/cluster_node.h"

namespace deepalive::standins {

// The properties of resource and group that rule polling, restart and failover. Times are shorter
// than a cluster's (5 s, 60 s, 0.5 s, 15 min, 6 h) by default; the counts are the documented ones,
// but for the restart threshold, where the documents disagree and 1 is common.
struct ClusterPolicy {
  std::chrono::milliseconds looks_alive_interval{200};
  std::chrono::milliseconds is_alive_interval{2000};
  std::chrono::milliseconds restart_delay{20};
  int restart_threshold = 1;  // restarts on a node within restart_period before a failover
  std::chrono::milliseconds restart_period{60'000};
  std::optional<int> failover_threshold;  // within failover_period; default: nodes - 1
  std::chrono::milliseconds failover_period{600'000};
  // The documents say of a signalled event handle both that IsAlive is asked at once (false), and
  // that Terminate is called at once (true).
  bool event_terminates = false;
};

struct ClusterEvent {
  enum class What {
    bringing_online,
    online,
    online_failed,
    taking_offline,
    offline,
    looks_alive_no,  // is_alive is asked next
    is_alive_no,
    event_signalled,
    event_refuted,  // is_alive said yes all the same
    failed,         // event 1069; the resource has been terminated
    restarting,     // on the same node
    failing_over,   // to the node named
    moving,         // wanted, or because the owner is gone
    role_failed,    // event 1254: nothing more is tried
    node_gone,
    node_back,
    note,  // of the node
  };
  std::chrono::milliseconds at{0};  // since the cluster was made
  std::string node;
  What what = What::note;
  int event_id = 0;
  std::string why;
};
const char* name_of(ClusterEvent::What what);

// A role with one resource, and the nodes that it can be on: polls, restarts, fails over and gives
// up as Windows Server Failover Clustering documents it. Any thread may ask and wait; the nodes are
// called on a thread of its own.
class MiniCluster {
 public:
  enum class State { offline, pending, online, failed };
  struct View {
    State state;
    const std::string& owner;
    const std::vector<ClusterEvent>& timeline;

    std::size_t count(ClusterEvent::What what) const;
  };
  struct NamedNode {
    std::string name;
    std::shared_ptr<ClusterNode> node;
  };

  MiniCluster(std::vector<NamedNode> nodes, ClusterPolicy policy);
  // Takes the role offline first.
  ~MiniCluster();
  MiniCluster(const MiniCluster&) = delete;
  MiniCluster& operator=(const MiniCluster&) = delete;

  // These return at once, but for node_gone: it also ends an Online under way on that node.
  void start_on(const std::string& node);  // forgets earlier failures
  void move_to(const std::string& node);
  void stop();
  void node_gone(const std::string& node);  // no warning, no Offline
  void node_back(const std::string& node);

  // False: it did not come true in time. Asked again after each event.
  bool wait_for(const std::function<bool(const View&)>& wanted, std::chrono::milliseconds timeout);
  bool wait_online_on(const std::string& node, std::chrono::milliseconds timeout);
  bool wait_role_failed(std::chrono::milliseconds timeout);

  State state() const;
  std::string owner() const;
  std::vector<ClusterEvent> timeline() const;
  // For a person, a line an event.
  std::string story() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Command {
    enum class Kind { start, move, stop, gone } kind;
    std::size_t node = 0;
  };

  std::size_t index_of(const std::string& name) const;
  void order(Command command);
  void serve();
  void execute(const Command& command);
  void poll();
  bool ask_is_alive();
  bool try_online(std::size_t node);
  void go_offline();
  void fail(const std::string& why);
  void recover();
  void move_elsewhere();
  std::optional<std::size_t> next_node() const;
  bool is_gone(std::size_t node) const;
  void set_state(State state);
  // With a state: both at once for whoever waits.
  void add(std::size_t node, ClusterEvent::What what, std::string why = {}, int event_id = 0,
           std::optional<State> state = {});
  void add_notes(std::size_t node);

  const std::vector<NamedNode> nodes_;
  const ClusterPolicy policy_;
  const Clock::time_point begin_ = Clock::now();
  const HANDLE wake_;
  const HANDLE end_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Command> commands_;  // guarded by mutex_, as the five below
  std::vector<bool> gone_;
  State state_ = State::offline;
  std::size_t owner_ = 0;  // written by the thread only
  std::optional<std::size_t> bringing_online_;
  std::vector<ClusterEvent> timeline_;

  // Of the thread.
  std::deque<Clock::time_point> restarts_;
  std::deque<Clock::time_point> failovers_;
  Clock::time_point looks_alive_due_;
  Clock::time_point is_alive_due_;
  bool event_handled_ = false;  // signalled and refuted, and not reset since

  std::thread thread_;
};

}  // namespace deepalive::standins
