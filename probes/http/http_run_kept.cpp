// What a look over HTTP does with the connection that an earlier one has left.

#include "probes/http/http_run.h"
#include "probes/http/net_error.h"

namespace deepalive::probes {

bool HttpRun::use_kept() {
  auto idle = kept_ ? kept_->take(clock_()) : std::nullopt;
  if (!idle) return false;
  connection_.take_over(std::move(idle->socket), idle->peer);
  tls_ = std::move(idle->tls);
  made_ = idle->made;
  if (tls_) show_certificate();
  // Not when this look has made it, for an answer that led here.
  evidence_.reused = evidence_.redirects == 0 || evidence_.reused;
  return true;
}

void HttpRun::leave_kept() {
  tls_.reset();
  connection_.hang_up(!peer_closed_);
  parser_.reset();
  peer_closed_ = false;
}

bool HttpRun::may_keep() const {
  return kept_ && parser_->may_be_followed() && filled_ == 0 && !peer_closed_ &&
         !connection_.is_timed_out();
}

void HttpRun::keep() {
  kept_->keep({.socket = connection_.give_up(),
               .peer = *connection_.peer(),
               .tls = std::move(tls_),
               .made = made_});
}

bool HttpRun::ended_unheard(const Code& error) const {
  return !heard_ && !connection_.is_timed_out() && !is_own_fault(error);
}

}  // namespace deepalive::probes
