#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace deepalive::probes {

struct ResolveAnswer {
  boost::system::error_code error;
  std::vector<boost::asio::ip::address> addresses;  // in the order in which they are to be tried
};

// Where the addresses of a name come from. Any thread.
class Resolver {
 public:
  using Callback = std::function<void(const ResolveAnswer&)>;
  using Ticket = std::shared_ptr<const void>;

  virtual ~Resolver() = default;

  // Calls back at most once, from any thread, maybe before this returns. A ticket that is dropped
  // says that nobody waits any more; the callback may come even then. A callback only passes the
  // answer on: it neither waits nor calls the resolver.
  virtual Ticket resolve(const std::string& host, Callback callback) = 0;
};

struct ResolverLimits {
  std::size_t threads = 4;
  std::size_t waiting = 1024;  // names that wait for a thread
};

// The system's name service on a few threads of its own, because a look-up can neither be cancelled
// nor given a deadline. One that hangs holds one thread, however many ask for the same name;
// requests for a name that is being looked up join it. A name too many is answered with
// no_buffer_space.
//
// The destructor returns at once, whatever hangs, and no callback comes after it: so destroy this
// before the io_context that callbacks post to.
class SystemResolver final : public Resolver {
 public:
  using Lookup = std::function<ResolveAnswer(const std::string& host)>;

  static ResolveAnswer ask_system(const std::string& host);

  explicit SystemResolver(Lookup lookup = ask_system, ResolverLimits limits = {});
  ~SystemResolver() override;
  SystemResolver(const SystemResolver&) = delete;
  SystemResolver& operator=(const SystemResolver&) = delete;

  Ticket resolve(const std::string& host, Callback callback) override;

 private:
  struct Shared;
  static void work(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;  // outlives this for as long as a look-up hangs
};

}  // namespace deepalive::probes
