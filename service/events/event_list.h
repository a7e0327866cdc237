#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace deepalive::service {

enum class EventSeverity : std::uint8_t { information, warning, error };
std::string_view to_name(EventSeverity severity);

// What an event is about, Event Viewer's "Task Category". Of one role, pipe or file the newest
// event of a category is what holds: an older one of the same category is over.
enum class EventCategory : std::uint8_t { agent = 1, configuration, role, iis, pipe };
std::span<const EventCategory> all_event_categories();
std::string_view to_name(EventCategory category);

// Identifiers never change meaning: people filter by them.
enum class EventId : std::uint16_t {
  started = 100,
  stopped = 101,
  configuration_loaded = 102,
  configuration_refused = 110,
  role_healthy = 200,
  role_degraded = 201,
  role_unhealthy = 202,
  role_unknown = 203,
  maintenance_started = 204,
  maintenance_ended = 205,
  placement_changed = 206,
  watchdog_ended_agent = 300,
  iis_unreadable = 301,
  iis_readable = 302,
  pipe_not_created = 310,
  pipe_created = 311,
};

// One event that the agent may write. The list below is the only place that words one: the Event
// Log's message table, the JSON lines and the reference page are made from it or held to it by
// tests.
struct EventInfo {
  EventId id;
  EventSeverity severity;
  EventCategory category;
  std::string_view name;
  // Comma separated, in the order of %1, %2, …. One more follows in every event, the list does not
  // repeat it: how many like this one were left out before it.
  std::string_view inserts;
  std::string_view message;
  std::string_view when;  // for the reference page
  std::string_view cure;
};

// All events, by their identifiers.
std::span<const EventInfo> all_events();
const EventInfo& info_of(EventId id);

std::vector<std::string_view> insert_names(const EventInfo& info);
// Where the insert of this name stands.
std::optional<std::size_t> insert_at(const EventInfo& info, std::string_view name);
// The message with %1, %2, … for all inserts, the last one too.
std::string message_text(const EventInfo& info);

}  // namespace deepalive::service
