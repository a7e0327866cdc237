#pragma once

#include <span>

#include "cluster/resource/property_list.h"
#include "cluster/resource/settings.h"
#include "cluster/windows/resource_api.h"

namespace deepalive::cluster {

// The private properties as they stand in the cluster's database, under the resource's key in
// "Parameters". What is not there, or is not what it should be, has its default.
//
// The key belongs to the cluster and must outlive this object. Reading may be done anywhere;
// writing not in Open, Close, Online, Offline and Terminate (Microsoft, "Function calls to avoid in
// resource DLLs").
class StoredSettings {
 public:
  StoredSettings(ClusterKey resource, Settings defaults)
      : resource_(resource), defaults_(std::move(defaults)) {}

  Settings read() const;
  // 0 or a Win32 code.
  DWORD write(std::span<const Property> properties) const;

 private:
  ClusterKey resource_;
  Settings defaults_;
};

}  // namespace deepalive::cluster
