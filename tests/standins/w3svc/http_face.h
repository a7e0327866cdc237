#pragma once

#include <winsock2.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "tests/standins/w3svc/http_answer.h"
#include "tests/standins/world/world.h"

namespace deepalive::standins {

// Serves the started sites of a world over HTTP on loopback, as HTTP.sys would: a site that is
// not started has no listener. Ports are those of the world, or chosen free and written there.
// start and stop are for one thread; requests are served on threads of its own.
class HttpFace {
 public:
  explicit HttpFace(std::shared_ptr<World> world);
  ~HttpFace();
  HttpFace(const HttpFace&) = delete;
  HttpFace& operator=(const HttpFace&) = delete;

  // Throws WorldError. Returns when every started site has a listener, or one second later.
  void start();
  // Closes listeners and ends every connection.
  void stop();

 private:
  struct Listener {
    std::uint32_t site_id;
    SOCKET socket;
  };

  void serve();
  void follow_world();
  bool open_listener(std::uint32_t site_id, std::uint32_t port);
  void close_listener(const Listener& listener);
  bool all_listening() const;
  void accept_from(const Listener& listener);

  void converse(std::uint32_t site_id, SOCKET connection);
  // One request and its answer. False: the connection is over.
  bool exchange(std::uint32_t site_id, SOCKET connection, std::string& received);
  std::optional<SiteView> site_for(std::uint32_t site_id, const std::string& target);
  bool receive_more(SOCKET connection, std::string& received);
  // False when the service stops or the client leaves before.
  bool wait(SOCKET connection, std::chrono::milliseconds time);

  const std::shared_ptr<World> world_;
  std::atomic<bool> stopping_{false};
  std::uint32_t seen_revision_ = 0;
  std::vector<Listener> listeners_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable idle_;
  int conversations_ = 0;  // guarded by mutex_
};

}  // namespace deepalive::standins
