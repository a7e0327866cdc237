#pragma once

#include <span>

#include "cluster/windows/resource.h"
#include "cluster/windows/resource_api.h"

namespace deepalive::cluster {

// What a control code is given, and where its answer goes. Sizes are in bytes.
struct ControlBuffers {
  std::span<const std::byte> in;
  std::span<std::byte> out;
  DWORD* returned = nullptr;  // how much there is, also when it does not fit; may be null
};

// ResourceControl and ResourceTypeControl without their last resort of catching exceptions. They
// answer ERROR_INVALID_FUNCTION for what the cluster is to do itself.
DWORD control_resource(Resource& resource, DWORD code, const ControlBuffers& buffers);
DWORD control_type(DWORD code, const ControlBuffers& buffers);

}  // namespace deepalive::cluster
