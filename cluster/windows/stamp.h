#pragma once

#include <windows.h>

#include "cluster/resource/settings.h"

namespace deepalive::cluster {

// A role's settings inside a copy of the DLL: a property list as RCDATA of this name.
inline constexpr const wchar_t* kStampName = L"DEEPALIVE_SETTINGS";

// The defaults of this module: the stamped ones, or those of Settings if there are none or they are
// damaged.
Settings stamped_settings(HMODULE module);

}  // namespace deepalive::cluster
