#include "probes/iis/iis_control.h"

#include "probes/iis/hresult.h"

namespace deepalive::probes {

bool may_pass(const Error& error) {
  return error.code == kCannotAcceptControl || error.code == kUnknownToWas;
}

}  // namespace deepalive::probes
