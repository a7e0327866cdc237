#include "cluster/script/fill.h"

#include <algorithm>

namespace deepalive::cluster {

std::string fill(std::string_view text, std::span<const Filling> fillings) {
  std::string result;
  for (;;) {
    const std::size_t begin = text.find("{{");
    const std::size_t end = begin == std::string_view::npos ? begin : text.find("}}", begin);
    if (end == std::string_view::npos) return result.append(text);
    const std::string_view name = text.substr(begin + 2, end - begin - 2);
    const auto found = std::ranges::find(fillings, name, &Filling::name);
    result += text.substr(0, begin);
    result += found == fillings.end() ? text.substr(begin, end + 2 - begin)
                                      : std::string_view(found->text);
    text.remove_prefix(end + 2);
  }
}

std::string with_crlf(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') result += '\r';
    result += c;
  }
  return result;
}

}  // namespace deepalive::cluster
