#include "tests/unit/probes/http/probe_harness.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <filesystem>
#include <fstream>
#include <random>

#include "probes/http/http_probe.h"
#include "probes/http/tls_context.h"
#include "tests/unit/probes/look.h"

namespace deepalive::probes {

void TableResolver::knows(const std::string& host, const std::vector<std::string>& addresses) {
  ResolveAnswer& answer = answers_[host];
  for (const std::string& address : addresses) {
    answer.addresses.push_back(boost::asio::ip::make_address(address));
  }
}

void TableResolver::fails(const std::string& host, boost::system::error_code error) {
  answers_[host].error = error;
}

Resolver::Ticket TableResolver::resolve(const std::string& host, Callback callback) {
  if (const auto found = answers_.find(host); found != answers_.end()) callback(found->second);
  return std::make_shared<int>(0);
}

Observation probe_once(const HttpTarget& target, Duration timeout, Resolver& resolver,
                       const Clock& clock, Keep keep, const BeginNegotiation& begin) {
  TlsContexts contexts;
  boost::asio::io_context context(1);
  const HttpProbe probe(target, timeout, contexts, resolver, keep, begin);
  Observation seen;
  boost::asio::co_spawn(context, look(probe.run(clock), seen),
                        [](const std::exception_ptr& thrown) {
                          if (thrown) std::terminate();
                        });
  context.run();
  return seen;
}

Observation probe_once(const HttpTarget& target, Duration timeout) {
  TableResolver resolver;
  return probe_once(target, timeout, resolver);
}

Observation probe_once(const HttpTarget& target, Keep keep) {
  TableResolver resolver;
  return probe_once(target, kAmple, resolver, system_instant, keep);
}

Observation probe_until_deadline(const HttpTarget& target, const std::string& verdict) {
  using namespace std::chrono_literals;
  Observation seen;
  for (const Duration limit : {300ms, 3000ms, 15000ms}) {
    TableResolver resolver;
    const auto start = std::chrono::steady_clock::now();
    seen = probe_once(target, limit, resolver, standing_clock());
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_GE(took, limit);
    EXPECT_LT(took, limit + 10s);
    if (verdict_of(seen) == verdict) return seen;
  }
  ADD_FAILURE() << verdict_of(seen) << " instead of " << verdict << ": " << seen.detail;
  return seen;
}

Clock standing_clock() {
  return [now = system_instant()] { return now; };
}

std::string verdict_of(const Observation& observation) {
  return std::string(to_name(observation.outcome)) + " " +
         std::string(to_name(observation.reason)) + (observation.degraded ? " degraded" : "");
}

HttpTarget target_of(const std::string& url) {
  HttpTarget target;
  target.url = url;
  return target;
}

TemporaryFile::TemporaryFile(const std::string& content)
    : path_((std::filesystem::temp_directory_path() /
             ("deepalive-test-" + std::to_string(std::random_device()())))
                .string()) {
  std::ofstream(path_, std::ios::binary) << content;
}

TemporaryFile::~TemporaryFile() { std::filesystem::remove(path_); }

}  // namespace deepalive::probes
