#pragma once

#include <windows.h>

#include <utility>

namespace deepalive::cluster {

// Owns a kernel handle; null and INVALID_HANDLE_VALUE are none.
class Handle {
 public:
  Handle() = default;
  explicit Handle(HANDLE raw) : raw_(raw == INVALID_HANDLE_VALUE ? nullptr : raw) {}
  Handle(Handle&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      reset();
      raw_ = std::exchange(other.raw_, nullptr);
    }
    return *this;
  }
  ~Handle() { reset(); }

  explicit operator bool() const { return raw_ != nullptr; }
  HANDLE get() const { return raw_; }
  void reset() {
    if (raw_) CloseHandle(std::exchange(raw_, nullptr));
  }

 private:
  HANDLE raw_ = nullptr;
};

}  // namespace deepalive::cluster
