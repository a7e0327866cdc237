#include "probes/http/negotiation.h"

namespace deepalive::probes {
namespace {

class NoNegotiation : public Negotiation {
 public:
  Result<std::string> next(const std::string&) override {
    return Error{Reason::credentials_unavailable, 0, "auth.negotiate needs Windows"};
  }
};

}  // namespace

std::unique_ptr<Negotiation> begin_negotiation(const std::string&) {
  return std::make_unique<NoNegotiation>();
}

}  // namespace deepalive::probes
