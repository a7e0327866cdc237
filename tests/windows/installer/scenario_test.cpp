#include "tests/windows/installer/scenario.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <fstream>
#include <thread>

#include "probes/windows/utf8.h"
#include "service/pipe/pipe_client.h"
#include "service/pipe/pipe_names.h"
#include "tests/servers/temporary_folder.h"
#include "tests/windows/installer/installation.h"

// Runs scenarios.yaml: each from a machine without DeepAlive, and each leaves one.
namespace deepalive::testing {
namespace {

namespace fs = std::filesystem;

std::string utf8(const fs::path& path) { return windows::to_utf8(path.wstring()); }

class InstallerScenario : public ::testing::TestWithParam<Scenario> {
 protected:
  void SetUp() override {
    Installation::clean();
    ASSERT_EQ(joined(Installation::traces()), "") << "before the scenario";
  }
  void TearDown() override {
    if (has_standins_) run_to_end(standin_ctl() + " unregister");
    for (const auto& name : variables_) SetEnvironmentVariableW(name.c_str(), nullptr);
    Installation::clean();
  }

  static std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    return text;
  }

  // {program}, {data}, {temp}: folders; {this}, {rebuilt}, {next}: the
  // installers; {port}, {site port}: free.
  std::string filled(std::string text) const {
    const std::map<std::string, std::string> values = {
        {"{program}", utf8(Installation::program_folder())},
        {"{data}", utf8(Installation::data_folder())},
        {"{temp}", utf8(folder_.path())},
        {"{port}", std::to_string(port_)},
        {"{site port}", std::to_string(site_port_)},
        {"{this}", msi(DEEPALIVE_THIS_VERSION)},
        {"{rebuilt}", msi(DEEPALIVE_THIS_VERSION "-rebuilt")},
        {"{next}", msi(DEEPALIVE_NEXT_VERSION)},
        {"{this version}", DEEPALIVE_THIS_VERSION},
        {"{next version}", DEEPALIVE_NEXT_VERSION}};
    for (const auto& [name, value] : values) {
      for (std::size_t at = 0; (at = text.find(name, at)) != text.npos; at += value.size()) {
        text.replace(at, name.size(), value);
      }
    }
    return text;
  }

  static std::string msi(const std::string& version) {
    std::string path = DEEPALIVE_MSI_FOLDER "/DeepAlive-" + version + "-x64.msi";
    for (char& c : path) c = c == '/' ? '\\' : c;
    return "\"" + path + "\"";
  }

  void act(const Step& step) {
    for (const auto& [name, value] : step.variables) {
      variables_.push_back(windows::to_wide(name));
      SetEnvironmentVariableW(variables_.back().c_str(), windows::to_wide(value).c_str());
    }
    if (!step.write.empty()) {
      const fs::path file = filled(step.write);
      fs::create_directories(file.parent_path());
      std::ofstream(file) << filled(step.text);
    }
    if (!step.start_type.empty()) {
      Installation::set_service_start(step.start_type == "disabled" ? SERVICE_DISABLED
                                                                    : SERVICE_DEMAND_START);
    }
    std::string command;
    if (!step.msiexec.empty()) command = "msiexec /qn " + filled(step.msiexec);
    if (!step.deepalive.empty()) {
      command = "\"" + utf8(Installation::program_folder() / "deepalive.exe") + "\" " +
                filled(step.deepalive);
    }
    if (!step.standin.empty()) {
      has_standins_ = true;
      command = standin_ctl() + " " + filled(step.standin);
    }
    if (command.empty()) return;
    const Ended ended = run_to_end(command);
    EXPECT_EQ(ended.code, step.exit)
        << command << "\n"
        << ended.output << read_file(Installation::program_folder() / "install.log");
    EXPECT_NE(ended.output.find(filled(step.output)), std::string::npos) << ended.output;
  }

  void check(const Step& step) const {
    const auto equal = [this](const std::string& expected, const std::string& found) {
      if (!expected.empty()) {
        EXPECT_EQ(found, filled(expected));
      }
    };
    const auto word = [](bool yes) { return std::string(yes ? "yes" : "no"); };
    const std::string versions = Installation::versions();
    equal(step.version, versions.empty() ? "none" : versions);
    equal(step.service, Installation::service_state());
    equal(step.start, Installation::service_start());
    equal(step.in_path, word(Installation::is_in_path()));
    for (const auto& path : step.there) EXPECT_TRUE(fs::exists(filled(path))) << filled(path);
    for (const auto& path : step.gone) EXPECT_FALSE(fs::exists(filled(path))) << filled(path);
    for (const auto& [path, text] : step.contains) {
      const std::string content = read_file(filled(path));
      EXPECT_NE(content.find(filled(text)), std::string::npos) << filled(path) << ":\n" << content;
    }
    if (!step.healthy.empty()) {
      EXPECT_TRUE(comes_to_say("ISALIVE " + step.healthy, "ALIVE verdict=healthy"));
    }
    if (!step.answers.empty()) equal(step.answers, word(answers()));
    if (!step.traces.empty()) {
      const std::string traces = joined(Installation::traces());
      equal(step.traces, traces.empty() ? "none" : traces);
    }
  }

  // Running is said by a body that is up, but its pipe may still be on its way, and so its first
  // looks.
  static bool comes_to_say(const std::string& line, const std::string& expected) {
    const service::PipeAddress agent{service::PipeNames{}.control(), "DeepAlive"};
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < end) {
      const auto answer = service::pipe_ask(agent, line, std::chrono::seconds(2));
      if (answer && answer->find(expected) != std::string::npos) return true;
      if (Installation::service_state() != "running") return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));  // another process is waited for
    }
    return false;
  }
  static bool answers() { return comes_to_say("PING", "DONE"); }

  static std::string standin_ctl() {
    return "\"" + windows::to_utf8(STANDIN_FOLDER L"/standin_ctl.exe") + "\"";
  }

  static std::uint16_t free_port() {
    boost::asio::io_context context;
    const auto loopback = boost::asio::ip::address_v4::loopback();
    return boost::asio::ip::tcp::acceptor(context, {loopback, 0}).local_endpoint().port();
  }

 private:
  const TemporaryFolder folder_;
  const std::uint16_t port_ = free_port();
  const std::uint16_t site_port_ = free_port();
  std::vector<std::wstring> variables_;
  bool has_standins_ = false;
};

TEST_P(InstallerScenario, GoesAsItIsWritten) {
  for (const Step& step : GetParam().steps) {
    SCOPED_TRACE(step.say);
    act(step);
    check(step);
    if (HasFailure()) return;  // what follows would only say so again
  }
}

INSTANTIATE_TEST_SUITE_P(All, InstallerScenario,
                         ::testing::ValuesIn(read_scenarios(DEEPALIVE_SCENARIOS)),
                         [](const auto& info) { return info.param.name; });

TEST(InstallerScenarios, AMisspelledCheckIsAnErrorAndNotOneThatChecksNothing) {
  const TemporaryFolder folder;
  folder.write("bad.yaml", "Scenario:\n  - {msiexec: /i x, servise: running}\n");
  EXPECT_THROW(read_scenarios(utf8(folder.path() / "bad.yaml")), std::runtime_error);
}

}  // namespace
}  // namespace deepalive::testing
