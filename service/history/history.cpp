#include "service/history/history.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

namespace deepalive::service {

void History::add(std::shared_ptr<const Transition> transition) {
  if (!is_of_interest(*transition)) return;
  const std::lock_guard lock(mutex_);
  transitions_.push_back(std::move(transition));
  if (transitions_.size() > kMaxTransitions) transitions_.pop_front();
}

void History::add_older(std::vector<std::shared_ptr<const Transition>> transitions) {
  std::erase_if(transitions, [](const auto& transition) { return !is_of_interest(*transition); });
  const std::lock_guard lock(mutex_);
  const std::size_t room = kMaxTransitions - std::min(kMaxTransitions, transitions_.size());
  const std::size_t skipped = transitions.size() - std::min(room, transitions.size());
  transitions_.insert(transitions_.begin(),
                      std::make_move_iterator(transitions.begin() + static_cast<long>(skipped)),
                      std::make_move_iterator(transitions.end()));
}

std::vector<std::string> History::add_incident(std::string name, std::string text) {
  std::vector<std::string> gone;
  auto incident = std::make_shared<const std::string>(std::move(text));
  const std::lock_guard lock(mutex_);
  incident_bytes_ += incident->size();
  auto& place = incidents_[std::move(name)];
  if (place) incident_bytes_ -= place->size();
  place = std::move(incident);
  while (incidents_.size() > kMaxIncidents ||
         (incident_bytes_ > kMaxIncidentBytes && incidents_.size() > 1)) {
    const auto oldest = incidents_.begin();
    incident_bytes_ -= oldest->second->size();
    gone.push_back(oldest->first);
    incidents_.erase(oldest);
  }
  return gone;
}

History::Incident History::incident(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = incidents_.find(name);
  return found == incidents_.end() ? nullptr : found->second;
}

History::Found History::find(const HistoryQuery& query) const {
  const std::size_t limit = std::min(query.limit, kMaxShownTransitions);
  Found found;
  {
    const std::lock_guard lock(mutex_);
    for (auto it = transitions_.rbegin(); it != transitions_.rend(); ++it) {
      const Transition& transition = **it;
      if (!query.role.empty() && transition.role != query.role) continue;
      // A wall clock may have been put back in between, so the others are looked at as well.
      if (query.since && transition.time.wall < *query.since) continue;
      if (found.transitions.size() == limit) {
        found.truncated = true;
        break;
      }
      found.transitions.push_back(*it);
    }
  }
  std::ranges::reverse(found.transitions);
  return found;
}

std::string history_json(const History::Found& found) {
  boost::json::array transitions;
  for (const auto& transition : found.transitions) {
    transitions.push_back(to_shown_json(*transition));
  }
  return boost::json::serialize(
      boost::json::object{{"transitions", std::move(transitions)}, {"truncated", found.truncated}});
}

}  // namespace deepalive::service
