// A service that does as its "configuration" says: lines of key=value, see service_life_test.cpp.
#include <windows.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"
#include "service/pipe/pipe_server.h"
#include "service/windows/service_main.h"

namespace deepalive::service {
namespace {

std::map<std::string, std::string> read_settings(const char* file) {
  std::map<std::string, std::string> settings;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const auto equals = line.find('=');
    settings[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return settings;
}

int body(const std::map<std::string, std::string>& settings, StopSignal& stop) {
  if (const auto code = settings.find("refuse"); code != settings.end()) {
    return std::stoi(code->second);
  }
  if (settings.contains("throw")) throw std::runtime_error("on purpose");
  boost::asio::io_context context(1);
  PipeNames names;
  names.pipe = settings.at("pipe");
  PipeServer server(context, names,
                    {.line = [](std::string_view) { return std::string("DONE pong"); },
                     .answer = [](std::string_view, Question) { return "ERROR unknown-role"; }});
  server.start();
  std::thread answering([&] { context.run(); });
  stop.wait();
  // The end waits for the test, so that it can watch how the service says that it is stopping.
  if (const auto name = settings.find("hold"); name != settings.end()) {
    const windows::Handle event(
        OpenEventW(SYNCHRONIZE, FALSE, windows::to_wide(name->second).c_str()));
    WaitForSingleObject(event.get(), 60'000);
  }
  boost::asio::post(context, [&] { server.stop(); });
  answering.join();
  const auto code = settings.find("exit");
  return code == settings.end() ? 0 : std::stoi(code->second);
}

}  // namespace
}  // namespace deepalive::service

// As install_service() has it started: run --service --config FILE.
int main(int argc, char** argv) {
  using namespace deepalive::service;
  const auto settings = read_settings(argc > 4 ? argv[4] : "");
  return run_service([&](StopSignal& stop) { return body(settings, stop); });
}
