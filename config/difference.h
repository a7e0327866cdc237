#pragma once

#include <string>
#include <vector>

#include "config/load.h"

namespace deepalive::config {

// One thing about which two configurations do not say the same.
struct Difference {
  // "agent.listen", "iis.interval", "roles.shop", "roles.shop.checks.front.http.url".
  std::string path;
  // For people, one line: "~ agent.pipe: 'a' -> 'b'", "+ role blog", "- role blog",
  // "~ role shop: grace: 30s -> 1m", "~ role shop: + check api",
  // "~ role shop: check front: http.url: 'http://a/' -> 'http://b/'".
  std::string text;

  bool operator==(const Difference&) const = default;
};

// In the order of the configuration that is shown: agent, iis, then the roles by name. Values are
// those that show() gives, cut where they are long. A secret is never shown: it "has another
// value". Both must have a spec. Pure; costs a show() of what is not the same.
std::vector<Difference> differences(const Loaded& before, const Loaded& after);

}  // namespace deepalive::config
