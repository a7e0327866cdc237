#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cluster/resource/health_memory.h"
#include "cluster/resource/settings.h"
#include "cluster/windows/agent_pipe.h"
#include "cluster/windows/handle.h"
#include "cluster/windows/resource_api.h"
#include "cluster/windows/resource_log.h"
#include "cluster/windows/stored_settings.h"

namespace deepalive::cluster {

struct Callbacks {
  SetResourceStatus set_status = nullptr;
  LogEvent log = nullptr;
};

// One instance of the resource, and the thread that talks to the agent for it. The cluster's calls
// only leave a wish behind or read memory: none of them does I/O or waits for the thread, close()
// excepted, which waits for a bounded time.
//
// The thread keeps one connection: while the resource is offline it tells the agent that the role
// is on standby here, while it is online it listens to the verdict.
class Resource {
 public:
  // Null, with GetLastError() set, when the system gives no event or thread.
  static std::shared_ptr<Resource> open(ResourceHandle handle, StoredSettings stored,
                                        Callbacks callbacks);
  Resource(ResourceHandle handle, StoredSettings stored, Callbacks callbacks);

  void close();
  DWORD online(HANDLE* event);
  DWORD offline();
  void terminate();
  bool is_alive() const;

  // Whether stored settings wait for the next Online.
  bool is_in_use() const;
  const StoredSettings& stored() const { return stored_; }
  // Stored settings have changed.
  void reload();

 private:
  enum class Wish : std::uint32_t {
    standby,
    bring_online,
    stay_online,
    take_offline,
    terminate,
    end
  };
  // A wish and a number of its own, in one word: a thread that has done its part changes the wish
  // only if it is still the one that it worked on.
  struct Order {
    Wish wish;
    std::uint32_t number;
    bool operator==(const Order&) const = default;
  };

  void run();
  void stand_by(Order order);
  void bring_online(Order order);
  void stay_online(Order order);
  void take_offline(Order order);
  void tell_terminated(Order order);

  void wish(Wish next);
  Order take_order();
  bool becomes(Order order, Wish next);
  bool is_current(Order order) const { return order_.load() == order; }
  void pause(Milliseconds duration) const;
  // Reports a pending state. False: there is another order, or the cluster wants an end.
  bool report_pending(Order order, DWORD state, DWORD check_point);
  // Reports how the order ended and goes on to the next. Nothing happens if there is another order.
  void finish(Order order, DWORD state, Wish next);
  AgentPipe::Result connect();
  std::optional<std::string> converse(const std::string& request);
  void refresh_basic();
  void settle(bool silent);
  bool decide_without_agent();

  const ResourceHandle handle_;
  const StoredSettings stored_;
  const Callbacks callbacks_;
  const ResourceLog log_;
  std::atomic<Order> order_{Order{Wish::standby, 0}};
  // Held while an order is replaced and while the cluster is told of one, so that no report of an
  // order that Terminate has ended comes after it. The cluster lets SetResourceStatus through
  // beside Terminate: workers of Microsoft's samples report while Terminate waits for them.
  SRWLOCK telling_ = SRWLOCK_INIT;
  HealthMemory health_;
  Handle wake_;    // manual-reset: there is another order
  Handle failed_;  // manual-reset: what the cluster waits for while the resource is online
  Handle thread_;

  // The thread's own.
  Settings settings_;
  AgentPipe pipe_;
  std::string last_trouble_;  // said once
  Milliseconds basic_asked_{0};
};

}  // namespace deepalive::cluster
