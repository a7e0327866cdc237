#include "probes/iis/windows/element_finder.h"

#include <utility>

#include "core/nearest.h"
#include "probes/iis/hresult.h"
#include "probes/windows/utf8.h"

namespace deepalive::probes::ahadmin {
namespace {

Error list_changed() { return hresult_error("the list changed while it was read", kInvalidIndex); }

bool equal(std::wstring_view a, std::wstring_view b) {
  return CompareStringOrdinal(a.data(), static_cast<int>(a.size()), b.data(),
                              static_cast<int>(b.size()), TRUE) == CSTR_EQUAL;
}

// Wanted names whose element is still to be found.
using Open = std::map<std::wstring_view, Located*, OrdinalIgnoreCase>;

void scan(IAppHostElementCollection& collection, Open open, const Words& words) {
  std::vector<std::string> seen;
  std::optional<Error> doubt;
  const auto count = count_of(collection);
  if (!count) doubt = count.error();
  for (std::uint32_t i = 0; count && i < *count && !open.empty(); ++i) {
    auto element = item_of(collection, i);
    if (!element) {
      doubt = element.error().code == static_cast<std::uint32_t>(kInvalidIndex) ? list_changed()
                                                                                : element.error();
      continue;
    }
    const auto name = read_text(**element, words.name);
    if (!name) {
      doubt = name.error();
      continue;
    }
    seen.push_back(windows::to_utf8(*name));
    const auto entry = open.find(*name);
    if (entry == open.end()) continue;
    entry->second->position = i;
    entry->second->name = seen.back();
    entry->second->element = std::move(*element);
    open.erase(entry);
  }
  if (open.empty()) return;
  // An item that went away in between moved another one to where we had been already.
  const auto count_after = count_of(collection);
  if (count && count_after && *count != *count_after) doubt = list_changed();
  const std::vector<std::string_view> candidates(seen.begin(), seen.end());
  for (const auto& [name, located] : open) {
    located->nearest = nearest(windows::to_utf8(name), candidates);
    located->doubt = doubt;
  }
}

}  // namespace

bool OrdinalIgnoreCase::operator()(std::wstring_view a, std::wstring_view b) const {
  return CompareStringOrdinal(a.data(), static_cast<int>(a.size()), b.data(),
                              static_cast<int>(b.size()), TRUE) == CSTR_LESS_THAN;
}

std::vector<Located> ElementFinder::find(IAppHostElementCollection& collection,
                                         const WantedNames& wanted, const Words& words) {
  std::vector<Located> located(wanted.size());
  Open open;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    open.emplace(wanted[i], &located[i]);
    const auto position = positions_.find(wanted[i]);
    if (position == positions_.end()) continue;
    auto element = item_of(collection, position->second);
    if (!element) continue;
    const auto name = read_text(**element, words.name);
    if (!name || !equal(*name, wanted[i])) continue;
    located[i].position = position->second;
    located[i].name = windows::to_utf8(*name);
    located[i].element = std::move(*element);
    open.erase(wanted[i]);
  }
  if (!open.empty()) scan(collection, std::move(open), words);
  positions_.clear();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (located[i].element) positions_[wanted[i]] = located[i].position;
  }
  return located;
}

}  // namespace deepalive::probes::ahadmin
