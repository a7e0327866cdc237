#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include "config/web/web_config.h"

namespace deepalive::service {

// Whether somebody who asks is one of the users. bcrypt is slow on purpose, so one thread of this
// object's own works it out, and what came out is remembered: whoever scrapes with the right
// password waits for it once, and whoever guesses delays nobody who is known. A name that no user
// has costs what the dearest user's costs. Passwords are not kept, only salted digests.
//
// All members are called on the io_context's one thread, the destructor after it has ended, too; it
// waits for a hash that is being worked out.
class PasswordCheck {
 public:
  using Matches = std::function<bool(const std::string& password, const std::string& hash)>;
  enum class Answer : std::uint8_t {
    right,
    wrong,
    busy,  // too many wait already, of all sources or of this one; or this ends
  };
  struct Limits {
    std::size_t waiting = 32;
    std::size_t waiting_of_a_source = 2;
    std::size_t remembered = 256;  // of the right ones, and as many of the wrong ones
  };

  PasswordCheck(boost::asio::io_context& context, Matches matches);
  PasswordCheck(boost::asio::io_context& context, Matches matches, Limits limits);
  ~PasswordCheck();
  PasswordCheck(const PasswordCheck&) = delete;
  PasswordCheck& operator=(const PasswordCheck&) = delete;

  // credentials: of an Authorization header, "user:password" in base64.
  boost::asio::awaitable<Answer> check(const config::WebUsers& users, std::string credentials,
                                       boost::asio::ip::address source);
  // Whoever waits is told that this ends.
  void stop();

 private:
  using Digest = std::array<unsigned char, 32>;
  // The newest so many.
  class Memory {
   public:
    bool has(const Digest& digest) const { return digests_.contains(digest); }
    void add(const Digest& digest, std::size_t limit);

   private:
    std::set<Digest> digests_;
    std::deque<Digest> order_;
  };
  struct Question;

  Digest digest_of(std::string_view user, std::string_view password, std::string_view hash) const;
  void ask(const std::shared_ptr<Question>& question);
  void work();

  boost::asio::io_context& context_;
  const Matches matches_;
  const Limits limits_;
  std::array<unsigned char, 32> salt_{};
  Memory right_;
  Memory wrong_;
  std::list<std::shared_ptr<Question>> waiting_;
  bool stopped_ = false;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Question>> queue_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace deepalive::service
