#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/reading/mapping.h"
#include "config/sections/tuning.h"
#include "core/spec.h"

// What a configured check looks at: the one key of it that names a kind.
namespace deepalive::config {

struct KindKey;

// Those that the mapping has, in the list's order.
std::vector<const KindKey*> kinds_of(const Mapping& check);
std::string_view name_of(const KindKey& kind);

// A check of that kind, complete but for its name and its own tuning. `path` is where it stands in
// the configuration, by names.
CheckSpec read_kind(const KindKey& kind, const Mapping& check, const std::string& path,
                    const RoleSpec& role, const IisSpec& iis, const Tuning& defaults);

// Whether looking takes threads of the check's own.
bool blocks(CheckKind kind);

}  // namespace deepalive::config
