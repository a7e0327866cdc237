#pragma once

#include <windows.h>

#include <string_view>

namespace deepalive::config {

// The largest of Everyone, Authenticated Users, Users and Guests that an access list (null: no list
// at all, which lets everyone in) lets read a file; empty = none of them. Memberships are not
// followed: what a deny for one of them takes from a larger one does not count.
std::string_view crowd_that_reads(ACL* list);

}  // namespace deepalive::config
