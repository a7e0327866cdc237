#pragma once

#include "core/spec.h"

// Whether a configuration that was loaded again says the same. Every field counts; the compiler
// tells when there is one that is not compared here.
namespace deepalive {

// All of the check: what it looks at, when, and how it is judged. Dependencies are compared as
// they are, by index.
bool same_check(const CheckSpec& a, const CheckSpec& b);

// What its probe is made of: what it looks at, and how long one look may take.
bool same_probe(const CheckSpec& a, const CheckSpec& b);

// All of the role, its checks in the same order.
bool same_role(const RoleSpec& a, const RoleSpec& b);

}  // namespace deepalive
