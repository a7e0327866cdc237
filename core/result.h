#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "core/reason.h"

namespace deepalive {

// The one error type: a reason of the closed list, the system's own code (HRESULT, Win32, errno; 0
// = none), and where and what in words.
struct Error {
  Reason reason = Reason::internal_error;
  std::int64_t code = 0;
  std::string where;
};

// A value, or why there is none. (std::expected comes with C++23.)
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return content_.index() == 0; }
  T& operator*() & { return std::get<0>(content_); }
  const T& operator*() const& { return std::get<0>(content_); }
  T&& operator*() && { return std::get<0>(std::move(content_)); }
  T* operator->() { return &std::get<0>(content_); }
  const T* operator->() const { return &std::get<0>(content_); }
  const Error& error() const { return std::get<1>(content_); }

 private:
  std::variant<T, Error> content_;
};

}  // namespace deepalive
