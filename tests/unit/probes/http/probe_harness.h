#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/observation.h"
#include "core/spec.h"
#include "core/time.h"
#include "probes/http/negotiation.h"
#include "probes/http/resolver.h"

namespace deepalive::probes {

// Answers from a table. A name that is not in it is never answered.
class TableResolver final : public Resolver {
 public:
  void knows(const std::string& host, const std::vector<std::string>& addresses);
  void fails(const std::string& host, boost::system::error_code error);

  Ticket resolve(const std::string& host, Callback callback) override;

 private:
  std::map<std::string, ResolveAnswer> answers_;
};

// Long enough for any machine; a test that meets it has failed.
inline constexpr Duration kAmple = std::chrono::seconds(20);

// Looks once, on an io_context of its own.
Observation probe_once(const HttpTarget& target, Duration timeout = kAmple);
Observation probe_once(const HttpTarget& target, Duration timeout, Resolver& resolver,
                       const Clock& clock = system_instant, Keep keep = Keep::failures,
                       const BeginNegotiation& begin = begin_negotiation);
Observation probe_once(const HttpTarget& target, Keep keep);

// Looks with a deadline that must end it with this verdict, and checks that it does so in time. A
// busy machine may not get as far as the phase in question within a short deadline; then longer
// ones are tried.
Observation probe_until_deadline(const HttpTarget& target, const std::string& verdict);

// A clock that stands still: what a probe then sees of a deadline depends on nothing but its timer.
Clock standing_clock();

// "fail status_unexpected", "pass ok", "pass slow degraded": what a test compares.
std::string verdict_of(const Observation& observation);

HttpTarget target_of(const std::string& url);

// A file with this content, for as long as this lives.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace deepalive::probes
