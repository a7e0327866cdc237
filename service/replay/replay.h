#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/role_keeper.h"
#include "service/history/transition.h"
#include "service/journal/journal_reader.h"

namespace deepalive::service {

// Tells recorded inputs to rules again, the same or others, and sets what comes of it beside what
// did. Looks are those that were recorded: another interval or timeout cannot be replayed. One
// thread.
class Replay {
 public:
  // The rules to judge a recorded role by: what it is given, for those that were recorded; null to
  // leave the role out.
  using RulesFor = std::function<std::shared_ptr<const RoleSpec>(
      const std::shared_ptr<const RoleSpec>& recorded)>;
  explicit Replay(RulesFor rules_for) : rules_for_(std::move(rules_for)) {}

  // What read_journal() is to call. This outlives it.
  JournalEvents events();

  struct Outcome {
    std::vector<Transition> happened;      // as it was written down
    std::vector<Transition> would_have;    // by the rules
    std::set<std::string> without_record;  // checks that the rules have and the record not
  };
  // By role.
  const std::map<std::string, Outcome>& outcomes() const { return outcomes_; }

 private:
  struct Role;

  void begin(const SegmentHead& head, bool whole);
  void take_role(RoleHealth recorded);
  void take_input(RecordedInput recorded);

  const RulesFor rules_for_;
  std::map<std::string, Outcome> outcomes_;
  std::map<std::string, std::shared_ptr<Role>> roles_;
  std::vector<std::shared_ptr<Role>> by_number_;  // in the segment; null: left out
  Instant begun_{};
  bool whole_ = false;
};

}  // namespace deepalive::service
