#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/published.h"
#include "core/verdict.h"

namespace deepalive {

// One role as it is published. Immutable; a reader keeps it as long as it likes.
struct RoleHealth {
  std::shared_ptr<const RoleSpec> spec;
  CheckList checks;  // in the order of spec->checks
  RoleMemory memory;
  Judgement judgement;           // at the time of publishing
  std::uint64_t generation = 0;  // rises with each change of the verdict, over restarts too
  Instant since{};               // when the verdict began
  std::array<std::uint64_t, kAllVerdicts.size()> transitions{};  // into each verdict
};

// The verdict as it is to be answered now: the published one while it is valid, judged anew when
// its time has passed. Costs nothing in the first case and one judge() in the second.
Judgement current(const RoleHealth& health, TimePoint now);

// What is known about all roles of the node. Replacing one role's health costs what that role
// holds; adding or removing roles costs one copy of the directory. One writer, any number of
// readers who never wait.
class NodeHealth {
 public:
  using Slot = Published<RoleHealth>;
  using Directory = std::map<std::string, std::shared_ptr<Slot>, std::less<>>;

  NodeHealth();

  // Any thread. Null: no such role. Names are compared exactly.
  std::shared_ptr<const RoleHealth> find(std::string_view role) const;
  // Any thread. All roles, by name.
  std::vector<std::shared_ptr<const RoleHealth>> all() const;

  // The writer.
  void publish(std::shared_ptr<const RoleHealth> health);
  void remove(std::string_view role);

  // The writer's: what it publishes and removes while this lives is seen all at once, at its end.
  class Swap {
   public:
    explicit Swap(NodeHealth& node);
    ~Swap();
    Swap(const Swap&) = delete;
    Swap& operator=(const Swap&) = delete;

   private:
    NodeHealth& node_;
  };

 private:
  std::optional<Directory> next_;  // the writer's, during a swap
  Published<Directory> directory_;
};

}  // namespace deepalive
