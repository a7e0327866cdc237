#include "tests/standins/cluster/dll_node.h"

#include <sstream>
#include <utility>

#include "tests/standins/world/text.h"

namespace deepalive::standins {
namespace {

constexpr int kHostDied = 1146;

RhsOptions with_own_copy(RhsOptions options) {
  options.own_copy = true;
  return options;
}

}  // namespace

DllNode::Instance::Instance(const Options& options)
    : host(with_own_copy(options.host)), resource(host, options.resource, options.key) {}

DllNode::DllNode(Options options)
    : options_(std::move(options)), instance_(std::make_shared<Instance>(options_)) {
  records_.push_back(instance_->host.shared_record());
}

std::shared_ptr<DllNode::Instance> DllNode::instance() const {
  const std::lock_guard lock(mutex_);
  return instance_;
}

std::string DllNode::bring_online() {
  if (instance()->host.dead()) {
    try {
      auto fresh = std::make_shared<Instance>(options_);
      const std::lock_guard lock(mutex_);
      records_.push_back(fresh->host.shared_record());
      instance_ = std::move(fresh);
      violations_told_ = log_told_ = 0;
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }
  return instance()->resource.online().why;
}

std::string DllNode::take_offline() { return instance()->resource.offline().why; }
void DllNode::terminate() { instance()->resource.terminate(); }
bool DllNode::looks_alive() { return instance()->resource.looks_alive(); }
bool DllNode::is_alive() { return instance()->resource.is_alive(); }
HANDLE DllNode::failure_event() { return instance()->resource.failure_event(); }
void DllNode::lost() { instance()->resource.terminate(); }
std::string DllNode::standby() { return options_.standby ? options_.standby() : std::string(); }

std::vector<NodeNote> DllNode::take_notes() {
  const std::shared_ptr<Instance> instance = this->instance();
  std::vector<NodeNote> notes;
  const std::vector<LogEntry> log = instance->host.record().log();
  for (; log_told_ < log.size(); ++log_told_) notes.push_back({0, narrow(log[log_told_].text)});
  const std::vector<Violation> violations = instance->host.record().violations();
  for (; violations_told_ < violations.size(); ++violations_told_) {
    const Violation& violation = violations[violations_told_];
    std::ostringstream text;
    text << violation;
    const bool deadly = violation.rule == Rule::deadlock || violation.rule == Rule::crashed ||
                        violation.rule == Rule::leaked_exception;
    notes.push_back({deadly ? kHostDied : 0, text.str()});
  }
  return notes;
}

std::vector<Violation> DllNode::violations() const {
  const std::lock_guard lock(mutex_);
  std::vector<Violation> all;
  for (const auto& record : records_) {
    const std::vector<Violation> some = record->violations();
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace deepalive::standins
