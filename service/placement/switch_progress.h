#pragma once

#include <mutex>
#include <string>
#include <utility>

#include "core/protocol.h"
#include "core/result.h"

namespace deepalive::service {

// How far one ONLINE, OFFLINE or TERMINATE has got. Written on the looking thread, read on any.
class SwitchProgress {
 public:
  struct Seen {
    unsigned step = 0;  // rises with each new text
    protocol::Progress progress;
    bool finished() const { return progress.kind != protocol::Progress::Kind::pending; }
  };

  Seen seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  void pending(std::string detail) {
    set({protocol::Progress::Kind::pending, "", std::move(detail)});
  }
  void done(std::string detail) { set({protocol::Progress::Kind::done, "", std::move(detail)}); }
  void failed(const Error& error) { failed(std::string(to_name(error.reason)), error.where); }
  void failed(std::string reason, std::string detail) {
    set({protocol::Progress::Kind::failed, std::move(reason), std::move(detail)});
  }

 private:
  // What has finished stays as it is.
  void set(protocol::Progress progress) {
    const std::lock_guard lock(mutex_);
    const bool same =
        seen_.progress.kind == progress.kind && seen_.progress.detail == progress.detail;
    if (seen_.finished() || same) return;
    seen_.progress = std::move(progress);
    ++seen_.step;
  }

  mutable std::mutex mutex_;
  Seen seen_;  // guarded by mutex_
};

}  // namespace deepalive::service
