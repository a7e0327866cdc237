#pragma once

#include <windows.h>

#include <utility>

namespace deepalive::windows {

// Owns one Windows handle of the kind that Traits names; empty = Traits::empty(). Not for use by
// two threads at once.
template <class Traits>
class UniqueHandle {
 public:
  using Raw = typename Traits::Raw;

  UniqueHandle() = default;
  explicit UniqueHandle(Raw raw) : raw_(raw) {}
  UniqueHandle(UniqueHandle&& other) noexcept : raw_(other.release()) {}
  UniqueHandle& operator=(UniqueHandle&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  ~UniqueHandle() { reset(); }

  explicit operator bool() const { return raw_ != Traits::empty() && raw_ != Raw{}; }
  Raw get() const { return raw_; }
  Raw release() { return std::exchange(raw_, Traits::empty()); }
  void reset(Raw raw = Traits::empty()) {
    if (*this) Traits::close(raw_);
    raw_ = raw;
  }

 private:
  Raw raw_ = Traits::empty();
};

// Files and pipes, whose "none" is INVALID_HANDLE_VALUE, and kernel objects, whose "none" is null:
// one kind, because both are closed by CloseHandle and neither value is ever a live handle.
struct KernelHandleTraits {
  using Raw = HANDLE;
  static Raw empty() { return INVALID_HANDLE_VALUE; }
  static void close(Raw raw) { CloseHandle(raw); }
};
using Handle = UniqueHandle<KernelHandleTraits>;

struct ServiceHandleTraits {
  using Raw = SC_HANDLE;
  static Raw empty() { return nullptr; }
  static void close(Raw raw) { CloseServiceHandle(raw); }
};
using ServiceHandle = UniqueHandle<ServiceHandleTraits>;

}  // namespace deepalive::windows
