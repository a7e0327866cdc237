#include "tests/rules/source_rules.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace deepalive::rules {
namespace {

struct Example {
  const char* path;
  const char* text;
};

void PrintTo(const Example& example, std::ostream* out) {
  *out << example.path << ": " << example.text;
}

class Breaking : public testing::TestWithParam<Example> {};
class Keeping : public testing::TestWithParam<Example> {};

TEST_P(Breaking, IsFoundOnItsLine) {
  const auto breaches =
      check_source(GetParam().path, "// first line\n" + std::string(GetParam().text) + "\n");
  ASSERT_EQ(breaches.size(), 1U);
  EXPECT_EQ(breaches[0].line, 2U);
  EXPECT_FALSE(breaches[0].what.empty());
}

INSTANTIATE_TEST_SUITE_P(
    EachRule, Breaking,
    testing::Values(Example{"core/verdict.cpp", "#include <boost/asio.hpp>"},
                    Example{"core/verdict.cpp", "#include <fmt/format.h>"},
                    Example{"core/verdict.cpp", "#include <windows.h>"},
                    Example{"core/windows/verdict.cpp", "#include <windows.h>"},
                    Example{"core/verdict.cpp", "#include <unistd.h>"},
                    Example{"core/verdict.cpp", "#include <random>"},
                    Example{"core/verdict.cpp", "#include <fstream>"},
                    Example{"core/verdict.cpp", "#include \"config/load.h\""},
                    Example{"core/verdict.cpp", "#include \"verdict.h\""},
                    Example{"core/verdict.cpp", "  #  include \"service/agent.h\""},
                    Example{"config/load.cpp", "#include <boost/asio/io_context.hpp>"},
                    Example{"config/load.cpp", "#include \"probes/http/request.h\""},
                    Example{"probes/http/request.cpp", "#include \"config/load.h\""},
                    Example{"probes/http/request.cpp", "#include \"service/agent.h\""},
                    Example{"probes/http/request.cpp", "#include <yaml-cpp/yaml.h>"},
                    Example{"probes/http/request.cpp", "#include <spdlog/spdlog.h>"},
                    Example{"probes/iis/observe.cpp", "#include <windows.h>"},
                    Example{"probes/windowsish/observe.cpp", "#include <winsock2.h>"},
                    Example{"service/pipe/pipe.cpp", "#include <sys/socket.h>"},
                    Example{"service/pipe/windows/pipe.cpp", "#include <unistd.h>"},
                    Example{"service/agent.cpp", "#include \"cluster/entry.h\""},
                    Example{"service/agent.cpp", "#include \"tests/standins/world.h\""},
                    Example{"service/agent.cpp", "#include <stdint.h>"},
                    Example{"cluster/windows/entry.cpp", "#include \"core/verdict.h\""},
                    Example{"cluster/windows/entry.cpp", "#include <boost/regex.hpp>"},
                    Example{"cluster/windows/entry.cpp", "#include <spdlog/spdlog.h>"},
                    Example{"tests/standins/iis/host.cpp",
                            "#include \"probes/iis/windows/ahadmin.h\""},
                    Example{"tests/unit/core/verdict_test.cpp", "#include <windows.h>"},
                    Example{"core/verdict.h", "\tint x;"}));

TEST_P(Keeping, IsLeftAlone) {
  for (const Breach& breach : check_source(GetParam().path, GetParam().text)) {
    ADD_FAILURE() << breach.what;
  }
}

INSTANTIATE_TEST_SUITE_P(
    EachRule, Keeping,
    testing::Values(
        Example{"core/verdict.cpp", "#include \"core/verdict.h\"\n#include <chrono>\n"},
        Example{"config/load.cpp", "#include <yaml-cpp/yaml.h>\n#include <boost/regex.hpp>\n"},
        Example{"config/load.cpp", "#include \"core/spec.h\"\n#include <fstream>\n"},
        Example{"probes/http/probe.cpp", "#include <boost/beast/http.hpp>\n"},
        Example{"probes/http/probe.cpp", "#include <openssl/ssl.h>\n"},
        Example{"probes/iis/simulated_node.cpp", "#include <yaml-cpp/yaml.h>\n"},
        Example{"probes/windows/com.cpp", "#include <windows.h>\n#include <objbase.h>\n"},
        Example{"service/posix/socket.cpp", "#include <sys/un.h>\n#include <unistd.h>\n"},
        Example{"service/agent.cpp", "#include \"config/load.h\"\n#include <CLI/CLI.hpp>\n"},
        Example{"cluster/windows/entry.cpp",
                "#include \"core/protocol.h\"\n#include <windows.h>\n"},
        Example{"tests/standins/iis/host.cpp", "#include <activscp.h>\n"},
        Example{"tests/windows/pipe_test.cpp", "#include <windows.h>\n"},
        Example{"tests/unit/core/a_test.cpp", "#include <gmock/gmock.h>\n"},
        Example{"core/verdict.cpp", "// #include <windows.h> would be a breach\n"}));

TEST(Length, TheLastAllowedLineIsAllowedAndOneMoreIsNot) {
  std::string text;
  for (std::size_t line = 0; line < kMaxLines; ++line) text += "\n";
  EXPECT_TRUE(check_source("core/a.cpp", text).empty());
  EXPECT_EQ(check_source("core/a.cpp", text + "\n").size(), 1U);
}

TEST(Folder, ASourceInAnUnknownFolderIsABreach) {
  EXPECT_EQ(check_source("helpers/a.cpp", "").size(), 1U);
  EXPECT_EQ(check_source("a.cpp", "").size(), 1U);
}

TEST(Scripts, AreHeldToLengthAndTabsOnly) {
  EXPECT_TRUE(check_source("dev", "#include <windows.h>\n").empty());
  EXPECT_EQ(check_source("cmake/a.cmake", "\tset(a)\n").size(), 1U);
}

}  // namespace
}  // namespace deepalive::rules
