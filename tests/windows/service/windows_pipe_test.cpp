#include <aclapi.h>
#include <gtest/gtest.h>
#include <sddl.h>

#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"
#include "service/pipe/windows/listener.h"
#include "tests/unit/service/pipe/running_server.h"

// What only named pipes have; the rules that they share with the Unix socket are tested in
// tests/unit/service/pipe.
namespace deepalive::service {
namespace {

using windows::Handle;

Handle open_as_a_script_does(const std::string& path) {
  return Handle(CreateFileW(windows::to_wide(path).c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr,
                            OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
}

Handle open_for_control(const std::string& path) {
  return Handle(CreateFileW(
      windows::to_wide(path).c_str(), FILE_GENERIC_READ | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES,
      0, nullptr, OPEN_EXISTING, SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr));
}

std::string dacl_of(const Handle& pipe) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (GetSecurityInfo(pipe.get(), SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr,
                      nullptr, nullptr, &descriptor) != ERROR_SUCCESS) {
    return "<unreadable>";
  }
  wchar_t* text = nullptr;
  ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor, SDDL_REVISION_1,
                                                       DACL_SECURITY_INFORMATION, &text, nullptr);
  std::string dacl = text ? windows::to_utf8(text) : "<no text>";
  LocalFree(text);
  LocalFree(descriptor);
  return dacl;
}

// Reads to the end of the pipe with plain blocking calls.
std::string read_all(const Handle& pipe) {
  std::string text;
  char bytes[100];
  DWORD count = 0;
  while (ReadFile(pipe.get(), bytes, sizeof(bytes), &count, nullptr) && count > 0) {
    text.append(bytes, count);
  }
  return text;
}

TEST(WindowsPipe, OnlySystemAndAdministratorsMayOpenIt) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  const Handle control = open_for_control(names.get().control());
  ASSERT_TRUE(control) << GetLastError();
  EXPECT_EQ(dacl_of(control), "D:P(A;;GA;;;SY)(A;;GA;;;BA)");
  const Handle answer = open_as_a_script_does(names.get().answer("shop", Question::is_alive));
  ASSERT_TRUE(answer) << GetLastError();
  EXPECT_EQ(dacl_of(answer), "D:P(A;;GA;;;SY)(A;;GA;;;BA)");
}

TEST(WindowsPipe, AScriptReadsOneLineAndThenTheEnd) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  for (int i = 0; i < 100; ++i) {
    const Handle pipe = open_as_a_script_does(names.get().answer("shop", Question::looks_alive));
    ASSERT_TRUE(pipe) << i << ": " << GetLastError();
    ASSERT_EQ(read_all(pipe), "looksalive of shop\n");
  }
}

TEST(WindowsPipe, TenThousandScriptReadsInARowMeetNoBusyPipe) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  const std::string path = names.get().answer("shop", Question::is_alive);
  for (int i = 0; i < 10'000; ++i) {
    const Handle pipe = open_as_a_script_does(path);
    ASSERT_TRUE(pipe) << i << ": " << GetLastError();
    ASSERT_EQ(read_all(pipe), "isalive of shop\n") << i;
  }
}

TEST(WindowsPipe, FourClientsFindAListeningInstanceWithoutAnyBeingServed) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  std::vector<Handle> open;
  running.on_thread([&] {  // the answering thread is busy with this
    for (std::size_t i = 0; i < PipeListener::kSlots; ++i) {
      open.push_back(open_as_a_script_does(names.get().answer("shop", Question::is_alive)));
      EXPECT_TRUE(open.back()) << i << ": " << GetLastError();
    }
  });
  for (const Handle& pipe : open) EXPECT_EQ(read_all(pipe), "isalive of shop\n");
}

TEST(WindowsPipe, AnAnswerPipeCannotBeOpenedForWriting) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  const Handle pipe(
      CreateFileW(windows::to_wide(names.get().answer("shop", Question::is_alive)).c_str(),
                  GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr));
  EXPECT_FALSE(pipe);
  EXPECT_EQ(GetLastError(), DWORD{ERROR_ACCESS_DENIED});
}

TEST(WindowsPipe, AClientThatLeavesAtOnceLeavesTheInstancesListening) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  for (int i = 0; i < 500; ++i) {
    open_as_a_script_does(names.get().answer("shop", Question::is_alive)).reset();
    open_for_control(names.get().control()).reset();
  }
  EXPECT_TRUE(pipe_read_answer(running.answer_pipe("shop", Question::is_alive), kLong));
  EXPECT_TRUE(pipe_ask(running.control(), "PING", kLong));
}

// Wine does not know FILE_FLAG_FIRST_PIPE_INSTANCE, so here the other process makes a pipe that
// ours does not fit to.
TEST(WindowsPipe, ATakenNameIsReportedOnceAndHadWhenItIsFree) {
  const UniqueNames names;
  Handle squatter(CreateNamedPipeW(windows::to_wide(names.get().control()).c_str(),
                                   PIPE_ACCESS_INBOUND, PIPE_TYPE_BYTE, 1, 0, 0, 0, nullptr));
  ASSERT_TRUE(squatter);
  RunningServer running(names.get(), {}, {.retry = std::chrono::milliseconds(10)});
  ASSERT_TRUE(running.failed.wait_for(1));
  const std::string said = running.failed.words().front();
  EXPECT_NE(said.find("another process has created a pipe of this name (process " +
                      std::to_string(GetCurrentProcessId()) + ", "),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("pipe_tests.exe"), std::string::npos) << said;
  squatter.reset();
  ASSERT_TRUE(running.ready());
  EXPECT_TRUE(pipe_ask(running.control(), "PING", kLong));
  EXPECT_EQ(running.failed.words().size(), 1U);
}

TEST(WindowsPipe, ANameThatIsTooLongSaysHowLongItMayBe) {
  PipeNames names;
  names.pipe = std::string(300, 'p');
  RunningServer running(names);
  ASSERT_TRUE(running.failed.wait_for(1));
  EXPECT_NE(running.failed.words().front().find("at most 256 characters"), std::string::npos);
}

TEST(WindowsPipeClient, APipeOfAnotherOwnerIsNotTrusted) {
  const UniqueNames names;
  SECURITY_ATTRIBUTES attributes{sizeof(attributes), nullptr, FALSE};
  ASSERT_TRUE(ConvertStringSecurityDescriptorToSecurityDescriptorW(
      L"O:LSD:(A;;GA;;;WD)", SDDL_REVISION_1, &attributes.lpSecurityDescriptor, nullptr));
  const Handle squatter(CreateNamedPipeW(windows::to_wide(names.get().control()).c_str(),
                                         PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, PIPE_TYPE_BYTE,
                                         1, 4096, 4096, 0, &attributes));
  LocalFree(attributes.lpSecurityDescriptor);
  ASSERT_TRUE(squatter) << GetLastError();
  const auto line = pipe_ask({names.get().control()}, "PING", kLong);
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().reason, Reason::agent_not_trusted) << line.error().where;
}

TEST(WindowsPipeClient, AServerThatIsNotTheRunningServiceIsNotTrusted) {
  const UniqueNames names;
  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  // A service that every Windows, and Wine, has running.
  PipeAddress address = running.control();
  address.service = "PlugPlay";
  const auto line = pipe_ask(address, "PING", kLong);
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().reason, Reason::agent_not_trusted) << line.error().where;
  EXPECT_NE(line.error().where.find(std::to_string(GetCurrentProcessId())), std::string::npos);
}

TEST(WindowsPipeClient, WhereTheServiceIsNotInstalledTheOwnerDecides) {
  const UniqueNames names;
  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  PipeAddress address = running.control();
  address.service = names.get().pipe;  // no service has this name
  EXPECT_TRUE(pipe_ask(address, "PING", kLong));
}

TEST(WindowsPipeClient, WaitsForAFreeInstanceNoLongerThanAllowed) {
  const UniqueNames names;
  const Handle only(CreateNamedPipeW(windows::to_wide(names.get().control()).c_str(),
                                     PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, PIPE_TYPE_BYTE, 1,
                                     4096, 4096, 0, nullptr));
  ASSERT_TRUE(only);
  const Handle taken = open_for_control(names.get().control());
  ASSERT_TRUE(taken);
  const TimePoint begin = std::chrono::steady_clock::now();
  const auto line = pipe_ask({names.get().control()}, "PING", std::chrono::milliseconds(100));
  const auto elapsed = std::chrono::steady_clock::now() - begin;
  ASSERT_FALSE(line);
  EXPECT_NE(line.error().where.find("within the time allowed"), std::string::npos)
      << line.error().where;
  EXPECT_GE(elapsed, std::chrono::milliseconds(100));
  EXPECT_LT(elapsed, std::chrono::seconds(10));
}

}  // namespace
}  // namespace deepalive::service
