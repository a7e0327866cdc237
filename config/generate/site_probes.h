#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/iis_site.h"

// How the bindings of a site can be asked over HTTP on their own node.
namespace deepalive::config {

struct SiteProbe {
  std::string binding;  // for people
  bool https = false;
  // Of the URL: the binding's host name in small letters; without one its address, or localhost.
  std::string host;
  bool has_host_name = false;
  std::uint16_t port = 80;
  std::string connect_to;  // empty: the URL's host

  std::string url() const;
};

struct Unprobed {
  std::string binding;  // for people
  std::string why;      // and what could be done
};

struct SiteProbes {
  std::vector<SiteProbe> probes;  // at most kMaxSiteProbes
  std::vector<Unprobed> unprobed;
  std::size_t left_out = 0;  // bindings that could be asked, beyond that
  bool is_web = false;       // has an http or https binding at all
};

// A site may have thousands of bindings, which then are many names of one thing.
inline constexpr std::size_t kMaxSiteProbes = 10;

// Two bindings that come to the same request are asked once.
SiteProbes probes_of(const std::vector<IisBinding>& bindings);

}  // namespace deepalive::config
