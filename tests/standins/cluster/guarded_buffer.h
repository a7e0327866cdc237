#pragma once

#include <windows.h>

#include <cstring>
#include <new>
#include <span>

namespace deepalive::standins {

// Memory that ends where its size ends: one byte beyond it is an access violation, in the code that
// reads or writes there.
class GuardedBuffer {
 public:
  explicit GuardedBuffer(std::size_t size) {
    constexpr std::size_t kPage = 4096;
    const std::size_t pages = (size + kPage - 1) / kPage * kPage;
    memory_ = static_cast<std::byte*>(
        VirtualAlloc(nullptr, pages + kPage, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE));
    if (memory_ == nullptr) throw std::bad_alloc();
    DWORD old = 0;
    VirtualProtect(memory_ + pages, kPage, PAGE_NOACCESS, &old);
    data_ = memory_ + pages - size;
  }
  explicit GuardedBuffer(std::span<const std::byte> content) : GuardedBuffer(content.size()) {
    if (!content.empty()) std::memcpy(data_, content.data(), content.size());
  }
  ~GuardedBuffer() { VirtualFree(memory_, 0, MEM_RELEASE); }
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;

  std::byte* data() const { return data_; }

 private:
  std::byte* memory_ = nullptr;
  std::byte* data_ = nullptr;
};

}  // namespace deepalive::standins
