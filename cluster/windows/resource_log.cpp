#include "cluster/windows/resource_log.h"

namespace deepalive::cluster {
namespace {

constexpr std::size_t kMaxText = 440;  // characters; the rest of the 500 is "DeepAlive: " and room

}  // namespace

std::wstring widen(std::string_view text) {
  const int size = static_cast<int>(text.size());
  const int length = MultiByteToWideChar(CP_UTF8, 0, text.data(), size, nullptr, 0);
  std::wstring wide(static_cast<std::size_t>(length), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), size, wide.data(), length);
  return wide;
}

void ResourceLog::put(LogLevel level, const std::string& text) const {
  std::wstring wide = widen(text);
  if (wide.size() > kMaxText) {
    wide.resize(kMaxText);
    if (IS_HIGH_SURROGATE(wide.back())) wide.pop_back();
    wide += L"...";
  }
  write_(handle_, level, L"DeepAlive: %1!s!\n", wide.c_str());
}

}  // namespace deepalive::cluster
