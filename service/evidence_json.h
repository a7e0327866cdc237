#pragma once

#include <boost/json/object.hpp>

#include "core/observation.h"

// What HTTP probes saw, as status, incidents and `deepalive probe` show it.
namespace deepalive::service {

// Seconds, by the name of the phase.
boost::json::object to_json(const HttpPhases& phases);

// All but the response.
boost::json::object to_json(const HttpEvidence& http);

// "head", an array of lines, and "body".
boost::json::object to_json(const HttpResponseStart& response);

}  // namespace deepalive::service
