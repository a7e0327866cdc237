#include "config/self_made.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "config/unique_names.h"
#include "core/protocol.h"

namespace deepalive::config {
namespace {

class Maker {
 public:
  Maker(const IisSpec& iis, const Tuning& defaults) {
    // One reading of IIS serves them all, so its timing is theirs.
    pattern_.cadence = {.interval = iis.interval,
                        .fast_interval = std::min(defaults.cadence.fast_interval, iis.interval),
                        .timeout = iis.timeout};
    pattern_.thresholds = defaults.thresholds;
  }

  template <class Target>
  void add(std::string name, int level, Target target) {
    CheckSpec check = pattern_;
    check.name = names_.add(as_name(std::move(name)));
    check.level = level;
    check.target = std::move(target);
    checks_.push_back(std::move(check));
  }

  std::vector<CheckSpec> take() { return std::move(checks_); }

 private:
  static std::string as_name(std::string name) {
    // Behind the prefix every byte of a legal name stands for itself.
    const auto is_illegal = [](char c) { return !protocol::is_name(std::string{'x', c}); };
    std::ranges::replace_if(name, is_illegal, '-');
    return name;
  }

  CheckSpec pattern_;
  std::vector<CheckSpec> checks_;
  UniqueNames names_;
};

}  // namespace

std::vector<CheckSpec> self_made_checks(const RoleSpec& role, const IisSpec& iis,
                                        const Tuning& defaults) {
  Maker maker(iis, defaults);
  for (const auto& name : role.services) maker.add("service-" + name, 1, ServiceTarget{name});
  for (const auto& name : role.sites) maker.add("site-" + name, 2, SiteTarget{name});
  for (const auto& name : role.app_pools) maker.add("pool-" + name, 2, AppPoolTarget{name, {}});
  if (role.app_pools.empty() && !role.sites.empty()) {
    maker.add("pools", 2, AppPoolTarget{"", role.sites});
  }
  return maker.take();
}

}  // namespace deepalive::config
