#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace deepalive {

// One immutable value that is replaced as a whole: one writer, any number of readers (under 65,536
// at the same instant), who never wait for the writer or for a lock, and keep what they read for as
// long as they like.
//
// A reader must say "I am looking at this one" and fetch the pointer in one step, or the writer
// could free it in between. So pointer and number of arrivals share one word: arriving is a single
// fetch_add on it. The writer takes the word away by exchange, which also tells it how many
// arrived; those who leave afterwards count down on the node, and whoever brings the sum to zero
// frees it. (Known as split or differential reference counting.)
//
// std::atomic<std::shared_ptr> would do, but GCC 12's takes a spin lock in readers and writer.
template <class T>
class Published {
  static_assert(sizeof(void*) == 8,
                "the count lives in the 16 bits that user-space pointers leave free");

 public:
  explicit Published(std::shared_ptr<const T> value) : word_(pack(new Node{std::move(value)})) {}
  ~Published() { delete node_of(word_.load(std::memory_order_acquire)); }
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;

  // Any thread. Never null if no null was stored.
  std::shared_ptr<const T> load() const {
    const std::uint64_t arrived = word_.fetch_add(1, std::memory_order_acquire) + 1;
    Node* const node = node_of(arrived);
    std::shared_ptr<const T> value = node->value;
    std::uint64_t current = arrived;
    while (node_of(current) == node) {  // still the published one: take the arrival back
      if (word_.compare_exchange_weak(current, current - 1, std::memory_order_release,
                                      std::memory_order_relaxed)) {
        return value;
      }
    }
    if (node->departures.fetch_sub(1, std::memory_order_acq_rel) == 1) delete node;
    return value;
  }

  // One thread at a time.
  void store(std::shared_ptr<const T> value) {
    const std::uint64_t old =
        word_.exchange(pack(new Node{std::move(value)}), std::memory_order_acq_rel);
    Node* const node = node_of(old);
    const auto arrived = static_cast<std::int64_t>(old & kCountMask);
    if (node->departures.fetch_add(arrived, std::memory_order_acq_rel) + arrived == 0) delete node;
  }

 private:
  struct Node {
    std::shared_ptr<const T> value;
    std::atomic<std::int64_t> departures{
        0};  // readers still inside, once the writer has added the arrivals
  };

  static constexpr std::uint64_t kCountMask = 0xffff;

  static std::uint64_t pack(Node* node) { return reinterpret_cast<std::uint64_t>(node) << 16; }
  static Node* node_of(std::uint64_t word) { return reinterpret_cast<Node*>(word >> 16); }

  mutable std::atomic<std::uint64_t> word_;
};

}  // namespace deepalive
