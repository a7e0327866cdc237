#include "service/watchdog/end_agent.h"

#include <chrono>
#include <future>
#include <thread>

#include "service/commands/exit_codes.h"
#include "service/process/process_info.h"
#include "service/watchdog/end_process.h"
#include "service/watchdog/last_end.h"

namespace deepalive::service {
namespace {

constexpr std::chrono::seconds kPatience{20};

}  // namespace

void end_agent(const std::string& why, Log& log, Events& events,
               const std::filesystem::path& data_dir) {
  std::promise<void> written;
  std::future<void> all_written = written.get_future();
  // A disk that hangs may be what is wrong: not on this thread.
  std::thread([&] {
    log->critical("the watchdog ends the agent: {}", why);
    log->flush();
    LastEnd end{.when = to_utc_text(std::chrono::system_clock::now()), .why = why, .dump = ""};
    // Twice: the dump may never be finished.
    static_cast<void>(write_last_end(data_dir, end));
    events.raise(EventId::watchdog_ended_agent, {std::to_string(process_id()), why});
    events.stop();
    end.dump = write_dump(data_dir / "dumps");
    if (!end.dump.empty()) static_cast<void>(write_last_end(data_dir, end));
    written.set_value();
  }).detach();
  all_written.wait_for(kPatience);
  end_process(kFailed);
}

}  // namespace deepalive::service
