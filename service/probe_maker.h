#pragma once

#include <memory>
#include <string>

#include "core/observation.h"
#include "core/published.h"
#include "core/spec.h"
#include "probes/files/content.h"
#include "probes/http/resolver.h"
#include "probes/http/tls_context.h"
#include "probes/iis/request_queue.h"
#include "probes/probe.h"

namespace deepalive::service {

// Makes the probes of the checks that look for themselves, and has what they share. Outlives them.
class ProbeMaker {
 public:
  // Where the node's IIS can be looked at beside its administration API.
  struct Iis {
    probes::QueueLength queue_length;
    std::string config_folder;  // of redirection.config
  };

  explicit ProbeMaker(Iis iis, Keep keep = Keep::failures) : iis_(std::move(iis)), keep_(keep) {}

  // Null for a check that is part of a reading which serves many: services, sites, pools. Reads the
  // files of its TLS settings. Any thread.
  std::unique_ptr<probes::Probe> make(const CheckSpec& check);
  // Probes that are made from now on read the files of their TLS settings anew. Any thread.
  void forget_files() { tls_contexts_.forget_files(); }

  // The folders that content checks look at from now on.
  void know(probes::FoldersBySite folders) const;

 private:
  const Iis iis_;
  const Keep keep_;
  probes::TlsContexts tls_contexts_;
  probes::SystemResolver resolver_;
  // Shared with looks that hang.
  const std::shared_ptr<Published<probes::FoldersBySite>> folders_ =
      std::make_shared<Published<probes::FoldersBySite>>(
          std::make_shared<const probes::FoldersBySite>());
};

}  // namespace deepalive::service
