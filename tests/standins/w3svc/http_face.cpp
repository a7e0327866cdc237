#include "tests/standins/w3svc/http_face.h"

#include <ws2tcpip.h>

#include <algorithm>
#include <ctime>
#include <random>

#include "tests/standins/world/world_actions.h"

namespace deepalive::standins {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kTickMs = 20;
constexpr milliseconds kIdleLimit{120000};
constexpr std::size_t kMaxHead = 16 * 1024;
constexpr std::size_t kMaxBody = 64 * 1024;
// Below the range from which the system takes the ports of outgoing connections: a stopped
// site's port is not given to somebody else meanwhile.
constexpr std::uint32_t kFirstPort = 20000;
constexpr std::uint32_t kLastPort = 31999;

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_s(&parts, &now);
  char text[40];
  std::strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

bool wanted(const SiteRecord& site) {
  return site.served != 0 && site.run.state == RunState::started;
}

SOCKET listen_on(std::uint32_t port) {
  const SOCKET socket = ::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  if (socket == INVALID_SOCKET) return socket;
  const BOOL exclusive = TRUE;
  setsockopt(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, reinterpret_cast<const char*>(&exclusive),
             sizeof(exclusive));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<u_short>(port));
  u_long non_blocking = 1;
  if (bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      listen(socket, 200) == 0 && ioctlsocket(socket, FIONBIO, &non_blocking) == 0) {
    return socket;
  }
  closesocket(socket);
  return INVALID_SOCKET;
}

bool send_all(SOCKET connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const int sent = send(connection, bytes.data(), static_cast<int>(bytes.size()), 0);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void make_blocking(SOCKET connection) {
  u_long non_blocking = 0;
  ioctlsocket(connection, FIONBIO, &non_blocking);
}

void close_with_reset(SOCKET connection) {
  const linger at_once{1, 0};
  setsockopt(connection, SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&at_once),
             sizeof(at_once));
}

}  // namespace

HttpFace::HttpFace(std::shared_ptr<World> world) : world_(std::move(world)) {}

HttpFace::~HttpFace() { stop(); }

void HttpFace::start() {
  WSADATA data;
  if (WSAStartup(MAKEWORD(2, 2), &data) != 0) throw WorldError("no Winsock 2.2");
  stopping_ = false;
  seen_revision_ = world_->revision() - 1;
  thread_ = std::thread([this] { serve(); });
  const auto deadline = steady_clock::now() + std::chrono::seconds(1);
  while (!all_listening() && steady_clock::now() < deadline) Sleep(2);
}

void HttpFace::stop() {
  if (!thread_.joinable()) return;
  stopping_ = true;
  thread_.join();
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return conversations_ == 0; });
  WSACleanup();
}

bool HttpFace::all_listening() const {
  return world_->read([](const WorldState& state) {
    return std::all_of(state.sites, state.sites + std::min(state.site_count, kMaxSites),
                       [](const SiteRecord& s) { return !wanted(s) || s.listening != 0; });
  });
}

void HttpFace::serve() {
  while (!stopping_) {
    follow_world();
    std::vector<WSAPOLLFD> polls;
    for (const Listener& listener : listeners_) polls.push_back({listener.socket, POLLIN, 0});
    if (polls.empty()) {
      Sleep(kTickMs);
      continue;
    }
    if (WSAPoll(polls.data(), static_cast<ULONG>(polls.size()), kTickMs) <= 0) continue;
    for (std::size_t i = 0; i < polls.size(); ++i) {
      if ((polls[i].revents & POLLIN) != 0) accept_from(listeners_[i]);
    }
  }
  for (const Listener& listener : listeners_) close_listener(listener);
  listeners_.clear();
}

void HttpFace::follow_world() {
  const std::uint32_t revision = world_->revision();
  if (revision == seen_revision_) return;
  struct Wish {
    std::uint32_t id;
    std::uint32_t port;
  };
  const auto wishes = world_->read([](const WorldState& state) {
    std::vector<Wish> list;
    for (std::uint32_t i = 0; i < std::min(state.site_count, kMaxSites); ++i) {
      if (wanted(state.sites[i])) list.push_back({state.sites[i].id, state.sites[i].port});
    }
    return list;
  });
  std::erase_if(listeners_, [&](const Listener& listener) {
    if (std::ranges::find(wishes, listener.site_id, &Wish::id) != wishes.end()) return false;
    close_listener(listener);
    return true;
  });
  bool all_open = true;
  for (const Wish& wish : wishes) {
    if (std::ranges::find(listeners_, wish.id, &Listener::site_id) != listeners_.end()) continue;
    all_open = open_listener(wish.id, wish.port) && all_open;
  }
  // A port that somebody else holds is tried again at the next tick.
  if (all_open) seen_revision_ = revision;
}

bool HttpFace::open_listener(std::uint32_t site_id, std::uint32_t port) {
  SOCKET socket = INVALID_SOCKET;
  if (port != 0) {
    socket = listen_on(port);
  } else {
    std::random_device random;
    std::uniform_int_distribution<std::uint32_t> any(kFirstPort, kLastPort);
    for (int tries = 0; tries < 100 && socket == INVALID_SOCKET; ++tries) {
      port = any(random);
      socket = listen_on(port);
    }
  }
  if (socket == INVALID_SOCKET) return false;
  listeners_.push_back({site_id, socket});
  world_->write([=](WorldState& state) {
    for (std::uint32_t i = 0; i < state.site_count; ++i) {
      if (state.sites[i].id != site_id) continue;
      state.sites[i].port = port;
      state.sites[i].listening = 1;
    }
  });
  return true;
}

void HttpFace::close_listener(const Listener& listener) {
  closesocket(listener.socket);
  world_->write([&listener](WorldState& state) {
    for (std::uint32_t i = 0; i < state.site_count; ++i) {
      if (state.sites[i].id == listener.site_id) state.sites[i].listening = 0;
    }
  });
}

void HttpFace::accept_from(const Listener& listener) {
  const SOCKET connection = accept(listener.socket, nullptr, nullptr);
  if (connection == INVALID_SOCKET) return;
  {
    const std::lock_guard lock(mutex_);
    ++conversations_;
  }
  std::thread([this, id = listener.site_id, connection] {
    converse(id, connection);
    const std::lock_guard lock(mutex_);
    --conversations_;
    idle_.notify_all();
  }).detach();
}

void HttpFace::converse(std::uint32_t site_id, SOCKET connection) {
  make_blocking(connection);
  std::string received;
  while (exchange(site_id, connection, received)) {
  }
  closesocket(connection);
}

bool HttpFace::exchange(std::uint32_t site_id, SOCKET connection, std::string& received) {
  std::size_t head_end = 0;
  while ((head_end = received.find("\r\n\r\n")) == std::string::npos) {
    if (received.size() > kMaxHead) {
      send_all(connection, bad_request(http_date()).bytes);
      return false;
    }
    if (!receive_more(connection, received)) return false;
  }
  const auto request = parse_request(std::string_view(received).substr(0, head_end + 4));
  if (!request || request->body_size > kMaxBody) {
    send_all(connection, bad_request(http_date()).bytes);
    return false;
  }
  while (received.size() < head_end + 4 + request->body_size) {
    if (!receive_more(connection, received)) return false;
  }
  received.erase(0, head_end + 4 + request->body_size);

  const auto site = site_for(site_id, request->target);
  if (!site) return false;
  ++world_->counters().requests;
  const HttpReply reply = reply_to(*request, *site, http_date());
  switch (reply.then) {
    case HttpReply::Then::hold:
      wait(connection, kIdleLimit);
      return false;
    case HttpReply::Then::reset:
      close_with_reset(connection);
      return false;
    default:
      if (!wait(connection, reply.delay) || !send_all(connection, reply.bytes)) return false;
      if (reply.then == HttpReply::Then::keep) return true;
      shutdown(connection, SD_SEND);
      // The client reads to the end before its own data could make the system reset.
      wait(connection, milliseconds(500));
      return false;
  }
}

std::optional<SiteView> HttpFace::site_for(std::uint32_t site_id, const std::string& target) {
  struct Look {
    bool found = false;
    bool worker_needed = false;
    std::wstring pool;
    SiteView view;
  };
  Look look = world_->read([&](const WorldState& state) {
    Look result;
    const auto* end = state.sites + std::min(state.site_count, kMaxSites);
    const auto* site =
        std::find_if(state.sites, end, [=](const SiteRecord& s) { return s.id == site_id; });
    if (site == end || !wanted(*site)) return result;
    result.found = true;
    result.view.name = site->name.view();
    result.view.answer = site->answer;
    const auto application = application_of(target, std::min(site->pool_count, kMaxPerSite));
    result.pool = site->pools[application].view();
    const PoolRecord* pool = find_pool(state, result.pool);
    result.view.pool_started = pool != nullptr && pool->run.state == RunState::started;
    result.worker_needed = result.view.pool_started && pool->worker_count == 0;
    return result;
  });
  if (!look.found) return std::nullopt;
  if (look.worker_needed) {
    world_->write([&look](WorldState& state) {
      PoolRecord* pool = find_pool(state, look.pool);
      if (pool != nullptr && pool->run.state == RunState::started) ensure_worker(state, *pool);
    });
  }
  return look.view;
}

bool HttpFace::receive_more(SOCKET connection, std::string& received) {
  const auto deadline = steady_clock::now() + kIdleLimit;
  while (!stopping_ && steady_clock::now() < deadline) {
    WSAPOLLFD poll{connection, POLLIN, 0};
    const int ready = WSAPoll(&poll, 1, kTickMs);
    if (ready < 0) return false;
    if (ready == 0) continue;
    char buffer[4096];
    const int size = recv(connection, buffer, sizeof(buffer), 0);
    if (size <= 0) return false;
    received.append(buffer, static_cast<std::size_t>(size));
    return true;
  }
  return false;
}

bool HttpFace::wait(SOCKET connection, milliseconds time) {
  const auto deadline = steady_clock::now() + time;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return true;
    if (stopping_) return false;
    WSAPOLLFD poll{connection, POLLIN, 0};
    const int slice = static_cast<int>(std::min<long long>(left.count(), kTickMs));
    if (WSAPoll(&poll, 1, slice) <= 0) continue;
    char byte = 0;
    if (recv(connection, &byte, 1, MSG_PEEK) <= 0) return false;
    Sleep(static_cast<DWORD>(slice));  // it only sends more
  }
}

}  // namespace deepalive::standins
