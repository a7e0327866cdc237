#pragma once

namespace deepalive::service {

// Lets the calling thread stand back behind the others of this machine. Where the system refuses,
// it stays as it is.
void stand_back();

}  // namespace deepalive::service
