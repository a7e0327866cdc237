#pragma once

#include <memory>

#include "tests/standins/iis_com/com_object.h"
#include "tests/standins/iis_com/config_node.h"
#include "tests/standins/iis_com/interfaces.h"

// The COM objects over the parts of the configuration. Each is returned with one reference.
namespace deepalive::standins {

IAppHostElement* make_element(const std::shared_ptr<World>& world,
                              std::shared_ptr<const ConfigNode> node);
IAppHostElementCollection* make_element_collection(const std::shared_ptr<World>& world,
                                                   std::shared_ptr<NodeList> list);
IAppHostProperty* make_property(const std::shared_ptr<World>& world, PropertyNode property);
IAppHostMethod* make_method(const std::shared_ptr<World>& world, MethodNode method);
IUnknown* make_manager(const std::shared_ptr<World>& world, bool writable);
// Plays WMI for the service W3SVC.
IUnknown* make_wmi(const std::shared_ptr<World>& world);

}  // namespace deepalive::standins
