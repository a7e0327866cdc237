#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "probes/iis/windows/admin_values.h"

namespace deepalive::probes::ahadmin {

// The order in which IIS compares names: ordinal, without case.
struct OrdinalIgnoreCase {
  using is_transparent = void;
  bool operator()(std::wstring_view a, std::wstring_view b) const;
};

struct Located {
  Element element;  // null: there is none of this name,
  std::uint32_t position = 0;
  std::string name{};            // as IIS spells it
  std::string nearest{};         // perhaps this one was meant,
  std::optional<Error> doubt{};  // unless this kept us from seeing everything
};

using WantedNames = std::vector<std::wstring>;  // no two that are equal without case

// Finds elements of a collection by name. A collection can be asked by position only, so where a
// name was last time is tried first: while nothing moves, finding costs what is wanted and not what
// exists.
class ElementFinder {
 public:
  // One for each wanted name, in their order.
  std::vector<Located> find(IAppHostElementCollection& collection, const WantedNames& wanted,
                            const Words& words);

 private:
  std::map<std::wstring, std::uint32_t, OrdinalIgnoreCase> positions_;
};

}  // namespace deepalive::probes::ahadmin
