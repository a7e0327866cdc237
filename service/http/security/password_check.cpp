#include "service/http/security/password_check.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "probes/http/base64.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;

// A hash that costs as much as the dearest of the users', for a name that none of them has.
std::string hash_of_nobody(const config::WebUsers& users) {
  std::string hash = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";
  std::string cost = "04";
  for (const auto& [user, users_hash] : users) cost = std::max(cost, users_hash.substr(4, 2));
  return hash.replace(4, 2, cost);
}

}  // namespace

struct PasswordCheck::Question {
  Question(asio::io_context& context, const Digest& of) : digest(of), answered(context) {
    answered.expires_at(asio::steady_timer::time_point::max());
  }

  const Digest digest;
  std::string password;
  std::string hash;
  asio::ip::address source;
  std::optional<bool> matches;
  asio::steady_timer answered;  // never expires: cancelled when there is an answer
};

void PasswordCheck::Memory::add(const Digest& digest, std::size_t limit) {
  if (!digests_.insert(digest).second) return;
  order_.push_back(digest);
  if (order_.size() > limit) {
    digests_.erase(order_.front());
    order_.pop_front();
  }
}

PasswordCheck::PasswordCheck(asio::io_context& context, Matches matches)
    : PasswordCheck(context, std::move(matches), Limits()) {}

PasswordCheck::PasswordCheck(asio::io_context& context, Matches matches, Limits limits)
    : context_(context), matches_(std::move(matches)), limits_(limits) {
  RAND_bytes(salt_.data(), static_cast<int>(salt_.size()));
}

PasswordCheck::~PasswordCheck() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    queue_.clear();
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void PasswordCheck::stop() {
  stopped_ = true;
  for (const auto& question : waiting_) question->answered.cancel();
}

PasswordCheck::Digest PasswordCheck::digest_of(std::string_view user, std::string_view password,
                                               std::string_view hash) const {
  std::string text(reinterpret_cast<const char*>(salt_.data()), salt_.size());
  for (const std::string_view part : {user, hash, password}) {
    text += std::to_string(part.size()) + ":";
    text += part;
  }
  Digest digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  OPENSSL_cleanse(text.data(), text.size());
  return digest;
}

asio::awaitable<PasswordCheck::Answer> PasswordCheck::check(const config::WebUsers& users,
                                                            std::string credentials,
                                                            asio::ip::address source) {
  const auto decoded = probes::from_base64(credentials);
  const auto colon = decoded ? decoded->find(':') : std::string::npos;
  if (colon == std::string::npos) co_return Answer::wrong;
  const std::string user = decoded->substr(0, colon);
  const auto known = users.find(user);
  const bool is_user = known != users.end();
  std::string password = decoded->substr(colon + 1);
  const std::string hash = is_user ? known->second : hash_of_nobody(users);
  const Digest digest = digest_of(user, password, hash);
  if (right_.has(digest)) co_return Answer::right;
  if (wrong_.has(digest)) co_return Answer::wrong;

  // A browser asks for several things at once, by the same password.
  const auto same = std::ranges::find_if(
      waiting_, [&digest](const auto& other) { return other->digest == digest; });
  std::shared_ptr<Question> question = same == waiting_.end() ? nullptr : *same;
  if (!question) {
    const auto of_this_source = std::ranges::count_if(
        waiting_, [&source](const auto& other) { return other->source == source; });
    if (stopped_ || waiting_.size() >= limits_.waiting ||
        static_cast<std::size_t>(of_this_source) >= limits_.waiting_of_a_source) {
      co_return Answer::busy;
    }
    question = std::make_shared<Question>(context_, digest);
    question->password = std::move(password);
    question->hash = hash;
    question->source = source;
    waiting_.push_back(question);
    ask(question);
  }
  boost::system::error_code cancelled;
  co_await question->answered.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  std::erase(waiting_, question);
  if (!question->matches) co_return Answer::busy;
  const bool right = *question->matches && is_user;
  (right ? right_ : wrong_).add(digest, limits_.remembered);
  co_return right ? Answer::right : Answer::wrong;
}

void PasswordCheck::ask(const std::shared_ptr<Question>& question) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(question);
  }
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  wake_.notify_one();
}

void PasswordCheck::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (ending_) return;
    const std::shared_ptr<Question> question = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    const bool matches = matches_(question->password, question->hash);
    OPENSSL_cleanse(question->password.data(), question->password.size());
    asio::post(context_, [question, matches] {
      question->matches = matches;
      question->answered.cancel();
    });
    lock.lock();
  }
}

}  // namespace deepalive::service
