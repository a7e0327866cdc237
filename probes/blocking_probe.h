#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>

#include "core/time.h"
#include "probes/finding.h"
#include "probes/isolated_worker.h"
#include "probes/probe.h"

namespace deepalive::probes {

// A probe whose look blocks, for good if a file share does: it runs on a thread of its own, which
// is given up when it does not come back in time. That thread posts to the context of a run, which
// therefore outlives the probe.
class BlockingProbe final : public Probe {
 public:
  struct Settings {
    std::string what;       // for texts: "reading the content folders"
    Duration patience{};    // then a look has hung
    Outcome hung_is{};      // what that says
    Reason hung_because{};  // and how it is called
  };
  // Called on the probe's thread, one at a time; at once again after one that hung. Whatever it
  // refers to must live for as long as a look may hang.
  using Look = std::function<Finding()>;

  BlockingProbe(Settings settings, Look look);

  // One run at a time; a run that is under way when the probe is destroyed goes with it.
  boost::asio::awaitable<Observation> run(Clock clock) const override;

 private:
  struct Session {};

  Settings settings_;
  Look look_;
  std::unique_ptr<IsolatedWorker<Session>> worker_;
};

}  // namespace deepalive::probes
