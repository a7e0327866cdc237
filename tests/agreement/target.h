#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/spec.h"

namespace deepalive::agreement {

// What two probes can differ in.
enum class Aspect { success, status, redirects, certificate_end, body_size };

struct Difference {
  Aspect aspect;
  std::string why;
};

// What both look at.
struct Target {
  std::string name;
  HttpTarget http;
  std::string verdict = "pass ok";  // ours
  // It must differ, for this reason: a difference that is gone is an error too.
  std::vector<Difference> differences{};
  // Ours ends when its time is up.
  bool by_deadline = false;
  // What would take all of it gets little of it.
  Duration their_timeout = std::chrono::seconds(20);
};

// The same request and the same expectations as a module of blackbox_exporter: YAML, without its
// name. Throws std::logic_error for what it has no words for.
std::string blackbox_module(const Target& target);

}  // namespace deepalive::agreement
