#pragma once

#include <mutex>
#include <utility>

#include "tests/standins/iis_com/config_node.h"
#include "tests/standins/iis_com/gate.h"
#include "tests/standins/world/world_actions.h"

// Parts that the sites and the application pools are made of.
namespace deepalive::standins {

using NodePtr = std::shared_ptr<const ConfigNode>;

// A property that does not change while the element is held.
PropertyNode fixed_property(const std::shared_ptr<World>& world, std::wstring name,
                            PropertyValue value);
// `read` looks at the world; the gate for states stands before it.
PropertyNode state_property(const std::shared_ptr<World>& world, std::wstring item,
                            std::function<StateReading()> read);
MethodNode control_method(const std::shared_ptr<World>& world, std::wstring item, std::wstring name,
                          std::function<HRESULT()> execute);
ChildNode fixed_child(NodePtr node);

// A list of `records`, each made into a node only when it is asked for.
template <typename Record, typename Make>
class RecordList : public NodeList {
 public:
  RecordList(std::shared_ptr<World> world, std::vector<Record> records, Make make)
      : world_(std::move(world)), records_(std::move(records)), make_(std::move(make)) {}

  std::size_t count() override {
    const std::lock_guard lock(mutex_);
    counted_ = true;
    return records_.size();
  }

  NodePtr item(std::size_t index) override {
    const std::lock_guard lock(mutex_);
    if (std::exchange(counted_, false)) {
      std::erase_if(records_, [this](const Record& r) { return vanishes(*world_, r.name); });
    }
    return index < records_.size() ? make_(records_[index]) : nullptr;
  }

 private:
  const std::shared_ptr<World> world_;
  std::mutex mutex_;
  bool counted_ = false;
  std::vector<Record> records_;
  const Make make_;
};

template <typename Record, typename Make>
std::shared_ptr<NodeList> record_list(std::shared_ptr<World> world, std::vector<Record> records,
                                      Make make) {
  return std::make_shared<RecordList<Record, Make>>(std::move(world), std::move(records),
                                                    std::move(make));
}

}  // namespace deepalive::standins
