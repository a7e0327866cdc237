#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>

namespace deepalive::service {

// Who is connected, and who has to go when there are too many. Nobody can lock the others out: a
// source that has all connections it may have loses its own longest-waiting one to its next; when
// all connections are taken, the source that has most of them loses one. "Waiting" is for the
// client: for a handshake, a request, or that it takes its reply. All on one thread.
class ConnectionTable {
 public:
  struct Limits {
    std::size_t connections;
    std::size_t of_a_source;  // an IPv4 address, or an IPv6 network of 64 bits
    std::size_t reply_bytes;  // of all replies that are under way together
  };

 private:
  struct Entry {
    boost::asio::ip::address source;
    std::function<void()> close;
    bool waiting = true;
    bool in_table = true;
    std::size_t bytes = 0;
  };
  struct State {
    Limits limits;
    std::list<std::shared_ptr<Entry>> entries;  // who began to wait first comes first
    std::map<boost::asio::ip::address, std::size_t> of_source;
    std::size_t bytes = 0;

    void remove(const std::shared_ptr<Entry>& entry);
    bool evict(const std::function<bool(const Entry&)>& is_candidate);
    std::size_t most_of_a_source() const;
  };

 public:
  explicit ConnectionTable(Limits limits);

  // A connection's place, until this is destroyed or somebody else was given it.
  class Place {
   public:
    Place(std::shared_ptr<State> state, std::shared_ptr<Entry> entry);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // From now on the client is waited for. Releases what hold() held.
    void wait();
    // From now on the client waits for us.
    void work();
    // Before a reply of so many bytes is sent, which is waiting too. False: there is no room.
    bool hold(std::size_t bytes);

   private:
    const std::shared_ptr<State> state_;
    const std::shared_ptr<Entry> entry_;
  };

  // Null: all are busy. `close` is called, once, when the place is given to somebody else, or by
  // close_all().
  std::unique_ptr<Place> admit(const boost::asio::ip::address& source, std::function<void()> close);

  void close_all();
  std::size_t size() const { return state_->entries.size(); }

 private:
  const std::shared_ptr<State> state_;
};

}  // namespace deepalive::service
