#pragma once

#include <windows.h>

#include <string_view>

#include "tests/standins/world/world.h"

namespace deepalive::standins {

// The places where a call can be delayed, held or failed from outside.
enum class Gate { create, sections, state, workers, methods, property };

// S_OK, or what the faults of the world say about a call at this place, after the time that they
// take. `item` is the site or pool the call is about. Blocks as long as a hang is set.
HRESULT pass_gate(const World& world, Gate gate, std::wstring_view item = {});

// Has this item been told to be gone once items are asked for?
bool vanishes(const World& world, std::wstring_view item);

}  // namespace deepalive::standins
