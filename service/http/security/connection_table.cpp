#include "service/http/security/connection_table.h"

#include <algorithm>
#include <utility>

namespace deepalive::service {
namespace {

namespace ip = boost::asio::ip;

// What one client can have many of is one source.
ip::address source_of(const ip::address& address) {
  if (address.is_v4()) return address;
  const ip::address_v6 v6 = address.to_v6();
  if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6);
  auto bytes = v6.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return ip::address_v6(bytes);
}

}  // namespace

void ConnectionTable::State::remove(const std::shared_ptr<Entry>& entry) {
  if (!std::exchange(entry->in_table, false)) return;
  std::erase(entries, entry);
  bytes -= entry->bytes;
  const auto count = of_source.find(entry->source);
  if (--count->second == 0) of_source.erase(count);
}

// The first one that waits and is a candidate.
bool ConnectionTable::State::evict(const std::function<bool(const Entry&)>& is_candidate) {
  const auto found = std::ranges::find_if(entries, [&](const std::shared_ptr<Entry>& entry) {
    return entry->waiting && is_candidate(*entry);
  });
  if (found == entries.end()) return false;
  const std::shared_ptr<Entry> entry = *found;
  remove(entry);
  entry->close();
  return true;
}

std::size_t ConnectionTable::State::most_of_a_source() const {
  std::size_t most = 0;
  for (const auto& [source, count] : of_source) most = std::max(most, count);
  return most;
}

ConnectionTable::ConnectionTable(Limits limits) : state_(std::make_shared<State>()) {
  state_->limits = limits;
}

std::unique_ptr<ConnectionTable::Place> ConnectionTable::admit(const ip::address& address,
                                                               std::function<void()> close) {
  State& state = *state_;
  const ip::address source = source_of(address);
  const auto own = state.of_source.find(source);
  if (own != state.of_source.end() && own->second >= state.limits.of_a_source &&
      !state.evict([&](const Entry& entry) { return entry.source == source; })) {
    return nullptr;
  }
  if (state.entries.size() >= state.limits.connections) {
    const std::size_t most = state.most_of_a_source();
    if (!state.evict(
            [&](const Entry& entry) { return state.of_source.at(entry.source) == most; }) &&
        !state.evict([](const Entry&) { return true; })) {
      return nullptr;
    }
  }
  auto entry = std::make_shared<Entry>();
  entry->source = source;
  entry->close = std::move(close);
  state.entries.push_back(entry);
  ++state.of_source[source];
  return std::make_unique<Place>(state_, std::move(entry));
}

void ConnectionTable::close_all() {
  while (!state_->entries.empty()) {
    const std::shared_ptr<Entry> entry = state_->entries.front();
    state_->remove(entry);
    entry->close();
  }
}

ConnectionTable::Place::Place(std::shared_ptr<State> state, std::shared_ptr<Entry> entry)
    : state_(std::move(state)), entry_(std::move(entry)) {}

ConnectionTable::Place::~Place() { state_->remove(entry_); }

void ConnectionTable::Place::wait() {
  if (!entry_->in_table) return;
  state_->bytes -= std::exchange(entry_->bytes, 0);
  entry_->waiting = true;
  std::erase(state_->entries, entry_);
  state_->entries.push_back(entry_);
}

void ConnectionTable::Place::work() { entry_->waiting = false; }

bool ConnectionTable::Place::hold(std::size_t bytes) {
  if (!entry_->in_table) return false;
  wait();
  // A single large reply may always go out.
  while (state_->bytes > 0 && state_->bytes + bytes > state_->limits.reply_bytes) {
    if (!state_->evict(
            [this](const Entry& entry) { return &entry != entry_.get() && entry.bytes; }))
      return false;
  }
  entry_->bytes = bytes;
  state_->bytes += bytes;
  return true;
}

}  // namespace deepalive::service
