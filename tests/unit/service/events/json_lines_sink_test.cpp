#include "service/events/json_lines_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "config/environment.h"
#include "service/events/configuration_events.h"
#include "service/events/make_sinks.h"
#include "tests/servers/temporary_folder.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;

class JsonLines : public ::testing::Test {
 protected:
  static std::vector<std::string> lines(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }
  static Event event(const std::string& text) {
    return make_event(EventId::pipe_not_created, {text, "x"}, system_instant());
  }

  const deepalive::testing::TemporaryFolder folder_;
  // A name that is not ASCII, as a user may choose one.
  const std::filesystem::path file_ = folder_.path() /
                                      config::path_from_utf8("journal d'\xc3\xa9v\xc3\xa9nements") /
                                      "events.jsonl";
};

TEST_F(JsonLines, AreAppendedAndEachIsJson) {
  for (int run = 0; run < 2; ++run) {
    JsonLinesSink sink(file_, std::size_t{1} << 20, 3);
    EXPECT_FALSE(sink.write(event("a\r\n\"b\"")));
  }
  const auto found = lines(file_);
  ASSERT_EQ(found.size(), 2u);
  for (const auto& line : found) {
    EXPECT_EQ(boost::json::parse(line).at("inserts").at("pipe"), "a  \"b\"") << line;
  }
}

TEST_F(JsonLines, AreKeptWithinTheirSize) {
  JsonLinesSink sink(file_, 4096, 2);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(sink.write(event(std::string(500, 'x'))));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(file_.parent_path())) {
    ++files;
    EXPECT_LE(entry.file_size(), 4096u) << entry.path();
  }
  EXPECT_EQ(files, 3u);
  EXPECT_TRUE(std::filesystem::exists(file_.parent_path() / "events.1.jsonl"));
}

TEST_F(JsonLines, AreWrittenAgainWhenTheirFolderCanBeMade) {
  std::ofstream(file_.parent_path()) << "in the way";
  JsonLinesSink sink(file_, 4096, 2);
  const auto error = sink.write(event("lost"));
  ASSERT_TRUE(error);
  EXPECT_THAT(error->where, HasSubstr("events.jsonl cannot be written"));
  std::filesystem::remove(file_.parent_path());
  EXPECT_FALSE(sink.write(event("kept")));
  EXPECT_EQ(lines(file_).size(), 1u);
}

class Sinks : public JsonLines {
 protected:
  // What a configuration's sinks have written, file by file.
  void raise(Events::Sinks sinks) {
    Events events(std::move(sinks), system_instant, {});
    const config::Problem problems[] = {
        {.line = 3, .column = 7, .path = "roles.a", .text = "no; did you mean 'b'?"},
        {.severity = config::Severity::warning, .path = "", .text = "hm"}};
    raise_refused(events, "a folder/deepalive.yaml", problems, "the agent does not start");
    events.stop();
  }
#ifdef _WIN32
  static constexpr bool kByDefault = false;  // there the Event Log has them
#else
  static constexpr bool kByDefault = true;
#endif
};

TEST_F(Sinks, WriteLinesWhereTheConfigurationSays) {
  const auto log = folder_.path() / "l" / "deepalive.log";
  raise(make_event_sinks({.level = "info",
                          .file = config::utf8_from_path(log),
                          .events = config::utf8_from_path(file_)}));
  const auto found = lines(file_);
  ASSERT_EQ(found.size(), 1u);
  const auto json = boost::json::parse(found[0]);
  EXPECT_EQ(json.at("id"), 110);
  EXPECT_EQ(
      json.at("message"),
      "The configuration a folder/deepalive.yaml is refused: deepalive.yaml:3:7: error: roles.a: "
      "no; did you mean 'b'? Therefore the agent does not start.");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "l"));
}

TEST_F(Sinks, WriteLinesBesideTheLogWhereThereIsNoEventLog) {
  const auto log = folder_.path() / "l" / "deepalive.log";
  raise(make_event_sinks({.level = "info", .file = config::utf8_from_path(log)}));
  EXPECT_EQ(lines(folder_.path() / "l" / "events.jsonl").size(), kByDefault ? 1u : 0u);
  raise(make_event_sinks({.level = "info", .file = ""}));
}

TEST_F(Sinks, OfARefusedConfigurationWriteWhereTheDefaultIs) {
  raise(make_default_event_sinks(folder_.path() / "deepalive.yaml"));
  EXPECT_EQ(lines(folder_.path() / "logs" / "events.jsonl").size(), kByDefault ? 1u : 0u);
}

TEST_F(Sinks, OfAMistypedFolderMakeNone) {
  raise(make_default_event_sinks(folder_.path() / "etcc" / "deepalive.yaml"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "etcc"));
}

TEST_F(Sinks, NameTheFirstErrorsOfMany) {
  class Kept : public EventSink {
   public:
    explicit Kept(std::string& text) : text_(text) {}
    std::optional<Error> write(const Event& event) override {
      text_ = to_text(event);
      return std::nullopt;
    }

   private:
    std::string& text_;
  };
  std::string text;
  Events::Sinks sinks;
  sinks.push_back(std::make_unique<Kept>(text));
  Events events(std::move(sinks), system_instant, {});
  const std::vector<config::Problem> problems(
      9, {.line = 3, .column = 7, .path = "", .text = "wrong"});
  raise_refused(events, "f", problems, "the configuration of before goes on");
  events.stop();
  EXPECT_THAT(text, HasSubstr("f:3:7: error: wrong. And 4 more errors. Therefore the "
                              "configuration of before goes on."));
}

}  // namespace
}  // namespace deepalive::service
