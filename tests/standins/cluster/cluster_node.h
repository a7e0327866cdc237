#pragma once

#include <windows.h>

#include <string>
#include <vector>

namespace deepalive::standins {

// Something that the node's event log or cluster log would say.
struct NodeNote {
  int event_id = 0;  // 0: only the cluster log
  std::string text;
};

// The one resource of a role, on one node, as the mini cluster drives it. All calls come from the
// cluster's thread, one at a time, and each must end by itself; `lost` comes from any thread and
// beside them.
class ClusterNode {
 public:
  virtual ~ClusterNode() = default;

  // Empty: online. Else why not, and whatever was begun has been terminated.
  virtual std::string bring_online() = 0;
  // Empty: offline. Else why not.
  virtual std::string take_offline() = 0;
  virtual void terminate() = 0;
  virtual bool looks_alive() = 0;
  virtual bool is_alive() = 0;

  // While online: with one, looks_alive is not asked, and is_alive at once when it is signalled.
  virtual HANDLE failure_event() { return nullptr; }
  // The node is no more; a bring_online under way should end soon. May come several times.
  virtual void lost() {}
  // Asked when the role is about to come here: what is known of this node's readiness.
  virtual std::string standby() { return {}; }
  // What was said since the last call.
  virtual std::vector<NodeNote> take_notes() { return {}; }
};

}  // namespace deepalive::standins
