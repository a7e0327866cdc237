#include "cluster/windows/stamp.h"

#include "cluster/resource/properties.h"

namespace deepalive::cluster {

Settings stamped_settings(HMODULE module) {
  Settings settings;
  const HRSRC place = FindResourceW(module, kStampName, MAKEINTRESOURCEW(10));  // RT_RCDATA
  const HGLOBAL loaded = place ? LoadResource(module, place) : nullptr;
  const void* const data = loaded ? LockResource(loaded) : nullptr;
  if (!data) return settings;
  const auto properties =
      parse_property_list({static_cast<const std::byte*>(data), SizeofResource(module, place)});
  if (properties) assign(*properties, settings);
  return settings;
}

}  // namespace deepalive::cluster
