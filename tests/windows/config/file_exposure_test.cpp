#include "config/file_exposure.h"

#include <gtest/gtest.h>

#include <string>

#include "config/windows/access_list.h"
// After windows.h, which it needs.
#include <sddl.h>

#include "tests/servers/temporary_folder.h"

namespace deepalive::config {
namespace {

// A list in the security descriptor definition language: "D:P(A;;FA;;;SY)".
std::string crowd_by(const wchar_t* text) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &descriptor,
                                                            nullptr)) {
    return "no list: error " + std::to_string(GetLastError());
  }
  BOOL is_there = FALSE, is_default = FALSE;
  ACL* list = nullptr;
  GetSecurityDescriptorDacl(descriptor, &is_there, &list, &is_default);
  const std::string crowd(crowd_that_reads(list));
  LocalFree(descriptor);
  return crowd;
}

TEST(AccessList, OfSystemAndAdministratorsLetsNoCrowdIn) {
  EXPECT_EQ(crowd_by(L"D:P(A;;FA;;;SY)(A;;FA;;;BA)"), "");
  EXPECT_EQ(crowd_by(L"D:P"), "");
}

TEST(AccessList, LetsInWhomItNames) {
  EXPECT_EQ(crowd_by(L"D:P(A;;FA;;;SY)(A;;FR;;;WD)"), "Everyone");
  EXPECT_EQ(crowd_by(L"D:P(A;;FR;;;AU)"), "Authenticated Users");
  // What is made below C:\ProgramData has this from there.
  EXPECT_EQ(crowd_by(L"D:(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)"), "Users");
  EXPECT_EQ(crowd_by(L"D:P(A;;GR;;;BG)"), "Guests");
  EXPECT_EQ(crowd_by(L"D:P(A;;GA;;;BU)"), "Users");
}

TEST(AccessList, ThatAllowsOtherThingsThanReadingLetsNobodyRead) {
  EXPECT_EQ(crowd_by(L"D:P(A;;RC;;;BU)(A;;0x2;;;WD)"), "");
  EXPECT_EQ(crowd_by(L"D:P(A;OICIIO;FA;;;BU)"), "") << "for what is made below it only";
}

TEST(AccessList, IsReadFromItsBegin) { EXPECT_EQ(crowd_by(L"D:P(D;;FR;;;BU)(A;;FR;;;BU)"), ""); }

TEST(AccessList, ThatIsNoneLetsEveryoneIn) { EXPECT_EQ(crowd_that_reads(nullptr), "Everyone"); }

// Wine makes lists of files' modes and keeps no others, so that this is all it can show.
TEST(FileExposure, OfAFileForAllNamesThemAndTheCure) {
  const testing::TemporaryFolder folder;
  folder.write("open.txt", "hunter2");
  const std::string told = file_exposure(folder.path() / "open.txt");
  EXPECT_NE(told.find("can be read by Everyone"), std::string::npos) << told;
  EXPECT_NE(told.find("icacls"), std::string::npos) << told;
}

TEST(FileExposure, OfAFileThatIsNotThereIsNone) {
  EXPECT_EQ(file_exposure("C:\\deepalive\\missing.txt"), "");
}

}  // namespace
}  // namespace deepalive::config
