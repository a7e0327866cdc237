#include "service/conversations.h"

#include <utility>

#include "service/answers.h"

namespace deepalive::service {
namespace {

// Whoever watches takes silence for the agent's end, so a line comes even without news.
constexpr Duration kHeartbeat = std::chrono::seconds(1);

class Watch : public Conversation {
 public:
  Watch(const NodeHealth& node, std::string role, Clock clock)
      : node_(node), role_(std::move(role)), clock_(std::move(clock)) {}

  std::optional<std::string> next(TimePoint now) override {
    if (over_) return std::nullopt;
    const auto health = node_.find(role_);
    if (!health) {
      over_ = true;
      return unknown_role_line(node_, role_);
    }
    if (health->generation == generation_ && now < due_) return std::nullopt;
    generation_ = health->generation;
    due_ = now + kHeartbeat;
    return protocol::format_answer(answer(*health, Question::is_alive, clock_()));
  }
  TimePoint due() const override { return due_; }
  bool is_over() const override { return over_; }

 private:
  const NodeHealth& node_;
  const std::string role_;
  const Clock clock_;
  std::uint64_t generation_ = 0;
  TimePoint due_{};
  bool over_ = false;
};

class Follow : public Conversation {
 public:
  explicit Follow(std::shared_ptr<const SwitchProgress> progress)
      : progress_(std::move(progress)) {}

  std::optional<std::string> next(TimePoint now) override {
    if (over_) return std::nullopt;
    const SwitchProgress::Seen seen = progress_->seen();
    if (due_ == TimePoint()) due_ = now + kHeartbeat;  // nothing to say is no first line
    if (seen.step == step_ && now < due_) return std::nullopt;
    step_ = seen.step;
    due_ = now + kHeartbeat;
    over_ = seen.finished();
    return protocol::format_progress(seen.progress);
  }
  TimePoint due() const override { return due_; }
  bool is_over() const override { return over_; }

 private:
  const std::shared_ptr<const SwitchProgress> progress_;
  unsigned step_ = 0;
  TimePoint due_{};
  bool over_ = false;
};

}  // namespace

std::unique_ptr<Conversation> watch(const NodeHealth& node, std::string role, Clock clock) {
  return std::make_unique<Watch>(node, std::move(role), std::move(clock));
}

std::unique_ptr<Conversation> follow(std::shared_ptr<const SwitchProgress> progress) {
  return std::make_unique<Follow>(std::move(progress));
}

}  // namespace deepalive::service
