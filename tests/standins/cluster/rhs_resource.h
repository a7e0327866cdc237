#pragma once

#include <windows.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "tests/standins/cluster/rhs_callbacks.h"
#include "tests/standins/cluster/rhs_host.h"

namespace deepalive::standins {

// What an Online or Offline came to.
struct Transition {
  bool done = false;
  DWORD code = ERROR_SUCCESS;  // what the entry point returned
  std::string why;             // when it is not done
};

// One instance of a resource, as its host treats it. Entry points are called one at a time with all
// resources of the host; terminate goes beside any of them, from any thread. It must end before its
// host and, unless the host is dead, its destructor closes it.
class RhsResource {
 public:
  // Calls Open. Throws std::runtime_error when that fails.
  RhsResource(RhsHost& host, std::wstring name, HKEY key);
  ~RhsResource();
  RhsResource(const RhsResource&) = delete;
  RhsResource& operator=(const RhsResource&) = delete;

  // Both return when the transition is over: at once, by a final report, because no report came
  // within PendingTimeout, or because terminate was called. A transition that fails ends with
  // Terminate, as the cluster would.
  Transition online();
  Transition offline();
  void terminate();
  bool looks_alive();
  bool is_alive();
  // A host with an event handle asks IsAlive only, and at once when it is signalled.
  HANDLE failure_event() const { return event_.load(); }

  // One call with this much room for the answer.
  ControlResult control(DWORD code, Bytes in = {}, DWORD room = 0);
  // As the cluster reads: first without room, then with what ERROR_MORE_DATA asks for.
  ControlResult read(DWORD code, Bytes in = {});
  // VALIDATE, then SET. Either left to the host is a violation.
  DWORD set_properties(const Bytes& list);

  // Many calls in one go on one thread, for measurements: how many said no. The deadline is that
  // of a single call, for all of them together.
  std::size_t looks_alive_many(std::size_t calls) { return ask_many(Entry::looks_alive, calls); }
  std::size_t is_alive_many(std::size_t calls) { return ask_many(Entry::is_alive, calls); }

  ResourceId id() const { return id_; }
  ResourceHandle handle() const { return handle_; }

 private:
  Transition change(Entry entry, ResourceState pending);
  Transition failed(DWORD code, std::string why);
  bool ask(Entry entry);
  std::size_t ask_many(Entry entry, std::size_t calls);
  void call_terminate();
  void use_event(HANDLE event);

  RhsHost& host_;
  const std::wstring name_;
  const std::shared_ptr<ResourceReports> reports_;
  const ResourceHandle handle_;
  ResourceId id_ = nullptr;
  std::atomic<HANDLE> event_ = nullptr;
};

}  // namespace deepalive::standins
