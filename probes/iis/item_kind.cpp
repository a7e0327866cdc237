#include "probes/iis/item_kind.h"

namespace deepalive::probes {

std::string quoted(const ItemKind& kind, std::string_view name) {
  return std::string(kind.word) + " '" + std::string(name) + "'";
}

Error not_found_error(const ItemKind& kind, std::string_view name, const Found& found) {
  if (found.doubt) {
    return {Reason::state_unreadable, found.doubt->code,
            quoted(kind, name) +
                " was not seen, but not everything could be read: " + found.doubt->where};
  }
  std::string text = quoted(kind, name) + " does not exist";
  if (!found.nearest.empty()) text += "; did you mean '" + found.nearest + "'?";
  return {kind.missing, 0, std::move(text)};
}

}  // namespace deepalive::probes
