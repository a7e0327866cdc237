#include "cluster/windows/controls.h"

#include <cstring>
#include <string>
#include <vector>

#include "cluster/resource/properties.h"

namespace deepalive::cluster {
namespace {

DWORD give(std::span<const std::byte> bytes, const ControlBuffers& buffers) {
  if (buffers.returned) *buffers.returned = static_cast<DWORD>(bytes.size());
  if (bytes.size() > buffers.out.size()) return ERROR_MORE_DATA;
  if (!bytes.empty()) std::memcpy(buffers.out.data(), bytes.data(), bytes.size());
  return ERROR_SUCCESS;
}

DWORD give_nothing(const ControlBuffers& buffers) { return give({}, buffers); }

// The names one after the other, each with its zero, and one zero more.
DWORD give_names(const ControlBuffers& buffers) {
  std::u16string names;
  for (const std::u16string_view name : property_names()) (names += name) += u'\0';
  names += u'\0';
  return give(std::as_bytes(std::span(names)), buffers);
}

// A count, and for each property its name and its syntax, as a property list has them.
DWORD give_formats(const ControlBuffers& buffers) {
  std::vector<Property> properties;
  const auto names = property_names();
  const auto formats = property_formats();
  for (std::size_t i = 0; i < names.size(); ++i) {
    properties.push_back({std::u16string(names[i]), static_cast<std::uint32_t>(formats[i])});
  }
  return give(build_property_list(properties), buffers);
}

DWORD give_properties(std::span<const Property> properties, const ControlBuffers& buffers) {
  return give(build_property_list(properties), buffers);
}

DWORD to_code(Refusal refusal) {
  switch (refusal) {
    case Refusal::none:
      return ERROR_SUCCESS;
    case Refusal::wrong_kind:
      return ERROR_INVALID_DATA;
    case Refusal::unknown_name:
    case Refusal::out_of_range:
      break;
  }
  return ERROR_INVALID_PARAMETER;
}

// Also lays the properties over `settings`.
DWORD validate(const ControlBuffers& buffers, std::vector<Property>& properties,
               Settings& settings) {
  auto parsed = parse_property_list(buffers.in);
  if (!parsed) return ERROR_INVALID_DATA;
  properties = *std::move(parsed);
  return to_code(assign(properties, settings));
}

DWORD set_properties(Resource& resource, const ControlBuffers& buffers) {
  std::vector<Property> properties;
  Settings settings = resource.stored().read();
  DWORD code = validate(buffers, properties, settings);
  if (code == ERROR_SUCCESS) code = resource.stored().write(properties);
  if (code != ERROR_SUCCESS) return code;
  if (buffers.returned) *buffers.returned = 0;
  if (resource.is_in_use()) return ERROR_RESOURCE_PROPERTIES_STORED;
  resource.reload();
  return ERROR_SUCCESS;
}

}  // namespace

DWORD control_resource(Resource& resource, DWORD code, const ControlBuffers& buffers) {
  switch (code) {
    case kResourceUnknown:
      return give_nothing(buffers);
    case kResourceEnumPrivateProperties:
      return give_names(buffers);
    case kResourceGetPrivateProperties:
      return give_properties(to_properties(resource.stored().read()), buffers);
    case kResourceGetReadOnlyPrivateProperties:
      return give_properties({}, buffers);
    case kResourceGetPrivatePropertyFormats:
      return give_formats(buffers);
    case kResourceValidatePrivateProperties: {
      std::vector<Property> properties;
      Settings settings = resource.stored().read();
      if (buffers.returned) *buffers.returned = 0;
      return validate(buffers, properties, settings);
    }
    case kResourceSetPrivateProperties:
      return set_properties(resource, buffers);
    default:
      // Also what has no default of the cluster's: required dependencies, of which there are none.
      return ERROR_INVALID_FUNCTION;
  }
}

DWORD control_type(DWORD code, const ControlBuffers& buffers) {
  switch (code) {
    case kTypeUnknown:
      return give_nothing(buffers);
    case kTypeEnumPrivateProperties:
      return give_names(buffers);
    case kTypeGetPrivateResourcePropertyFormats:
      return give_formats(buffers);
    default:
      return ERROR_INVALID_FUNCTION;
  }
}

}  // namespace deepalive::cluster
