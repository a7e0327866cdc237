#pragma once

#include <string_view>

#include "service/doctor/facts.h"

namespace deepalive::service::doctor {

// The registry of one node of a cluster of two, whose role 'shop' our DLL serves and whose role
// 'blog' the sample of Microsoft's article serves.
std::string_view healthy_registry();

// All that is to be found on it: every requirement of the role shop is met.
Facts healthy_node();

}  // namespace deepalive::service::doctor
