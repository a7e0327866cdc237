#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace deepalive::service {

// By which names clients may call the endpoint, so that a page in a browser on the node cannot read
// it under a name of its own that leads here (DNS rebinding). Such a page can use any name but
// these: an address, localhost, the machine's own name, and agent.allowed_hosts.
//
// Connections to loopback are always held to the rule, since nothing else calls loopback by other
// names. Those to other addresses only when allowed_hosts is set: what names a node has in DNS the
// agent cannot know.
class HostRule {
 public:
  // allowed: agent.allowed_hosts; machine: this one's name, as the system tells it.
  HostRule(std::vector<std::string> allowed, std::string_view machine);

  // host: of a Host header, or of a request's absolute target; with or without a port.
  bool allows(std::string_view host, bool to_loopback) const;

 private:
  bool any_ = false;
  bool always_ = false;
  std::vector<std::string> names_;
};

}  // namespace deepalive::service
