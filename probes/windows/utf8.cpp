#include "probes/windows/utf8.h"

#include <windows.h>

#include <climits>

namespace deepalive::windows {
namespace {

// The conversion functions count in int.
int bounded(std::size_t size) { return static_cast<int>(size < INT_MAX / 4 ? size : INT_MAX / 4); }

}  // namespace

std::wstring to_wide(std::string_view utf8) {
  std::wstring wide(utf8.size(), L'\0');  // never more UTF-16 units than UTF-8 bytes
  const int length = MultiByteToWideChar(CP_UTF8, 0, utf8.data(), bounded(utf8.size()), wide.data(),
                                         bounded(wide.size()));
  wide.resize(static_cast<std::size_t>(length));
  return wide;
}

std::string to_utf8(std::wstring_view wide) {
  std::string utf8(wide.size() * 3, '\0');  // at most three bytes for each UTF-16 unit
  const int length = WideCharToMultiByte(CP_UTF8, 0, wide.data(), bounded(wide.size()), utf8.data(),
                                         bounded(utf8.size()), nullptr, nullptr);
  utf8.resize(static_cast<std::size_t>(length));
  return utf8;
}

}  // namespace deepalive::windows
