#include "core/node_health.h"

#include <utility>

namespace deepalive {

Judgement current(const RoleHealth& health, TimePoint now) {
  if (now < health.judgement.valid_until) return health.judgement;
  return judge(health.spec->rules, health.checks, health.memory, now);
}

NodeHealth::NodeHealth() : directory_(std::make_shared<const Directory>()) {}

std::shared_ptr<const RoleHealth> NodeHealth::find(std::string_view role) const {
  const auto directory = directory_.load();
  const auto slot = directory->find(role);
  return slot == directory->end() ? nullptr : slot->second->load();
}

std::vector<std::shared_ptr<const RoleHealth>> NodeHealth::all() const {
  const auto directory = directory_.load();
  std::vector<std::shared_ptr<const RoleHealth>> roles;
  roles.reserve(directory->size());
  for (const auto& [name, slot] : *directory) roles.push_back(slot->load());
  return roles;
}

void NodeHealth::publish(std::shared_ptr<const RoleHealth> health) {
  if (next_) {
    const std::string name = health->spec->name;
    (*next_)[name] = std::make_shared<Slot>(std::move(health));
    return;
  }
  const auto directory = directory_.load();
  const auto slot = directory->find(health->spec->name);
  if (slot != directory->end()) {
    slot->second->store(std::move(health));
    return;
  }
  Directory next = *directory;
  const std::string& name = health->spec->name;
  next.emplace(name, std::make_shared<Slot>(std::move(health)));
  directory_.store(std::make_shared<const Directory>(std::move(next)));
}

NodeHealth::Swap::Swap(NodeHealth& node) : node_(node) { node_.next_ = *node_.directory_.load(); }

NodeHealth::Swap::~Swap() {
  node_.directory_.store(std::make_shared<const Directory>(*std::move(node_.next_)));
  node_.next_.reset();
}

void NodeHealth::remove(std::string_view role) {
  if (next_) {
    if (const auto slot = next_->find(role); slot != next_->end()) next_->erase(slot);
    return;
  }
  Directory next = *directory_.load();
  const auto slot = next.find(role);
  if (slot == next.end()) return;
  next.erase(slot);
  directory_.store(std::make_shared<const Directory>(std::move(next)));
}

}  // namespace deepalive
