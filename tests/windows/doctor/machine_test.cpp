#include "service/doctor/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "probes/windows/utf8.h"
#include "service/doctor/windows/registry.h"
#include "tests/windows/doctor/written_registry.h"

namespace deepalive::service::doctor {
namespace {

using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class MachineRegistry : public ::testing::Test {
 protected:
  RegistryValue value(const std::string& key, const std::string& name) const {
    const auto found = registry_->value(path_ + key, name);
    EXPECT_TRUE(found) << found.error().where;
    EXPECT_TRUE(found && *found) << key << " " << name;
    return found && *found ? **found : RegistryValue(0U);
  }

  const std::wstring root_ = L"Software\\DeepAliveDoctor" + std::to_wstring(GetCurrentProcessId());
  const WrittenRegistry written_{root_};
  const std::string path_ = windows::to_utf8(root_);
  const std::shared_ptr<Registry> registry_ = make_registry();
};

TEST_F(MachineRegistry, HasNumbersTextsAndLists) {
  written_.write(L"", L"Number", 60'000);
  written_.write(L"", L"Text", std::wstring(L"größe"));
  written_.write(L"", L"", std::wstring(L"the key's own"));
  written_.write(L"", L"List", std::vector<std::wstring>{L"one", L"two"});
  EXPECT_EQ(std::get<std::uint32_t>(value("", "number")), 60'000U);
  EXPECT_EQ(std::get<std::string>(value("", "Text")), "größe");
  EXPECT_EQ(std::get<std::string>(value("", "")), "the key's own");
  EXPECT_THAT(std::get<std::vector<std::string>>(value("", "List")), ElementsAre("one", "two"));
}

TEST_F(MachineRegistry, HasTheKeysBelowOne) {
  written_.write(L"a", L"x", 1);
  written_.write(L"b\\c", L"x", 1);
  const auto keys = registry_->keys(path_);
  ASSERT_TRUE(keys && *keys);
  EXPECT_THAT(**keys, UnorderedElementsAre("a", "b"));
}

TEST_F(MachineRegistry, HasTheNamesOfValues) {
  written_.write(L"", L"\\\\fs\\iis", std::wstring());
  written_.write(L"", L"Other", 1);
  const auto names = registry_->names(path_);
  ASSERT_TRUE(names && *names);
  EXPECT_THAT(**names, UnorderedElementsAre("\\\\fs\\iis", "Other"));
}

TEST_F(MachineRegistry, TellsThatSomethingIsNotThere) {
  written_.write(L"", L"Number", 1);
  const auto key = registry_->keys(path_ + "\\nowhere");
  ASSERT_TRUE(key) << key.error().where;
  EXPECT_FALSE(*key);
  const auto no_value = registry_->value(path_, "Other");
  ASSERT_TRUE(no_value) << no_value.error().where;
  EXPECT_FALSE(*no_value);
}

TEST(Machine, KnowsAFileByItsVersionAndElseByItsHash) {
  const Machine machine = this_machine();
  const auto library = machine.file_identity(machine.windows_folder + "\\System32\\kernel32.dll");
  ASSERT_TRUE(library) << library.error().where;
  EXPECT_THAT(*library, Not(StartsWith("sha256:")));
  EXPECT_EQ(std::ranges::count(*library, '.'), 3) << *library;
  const auto text = machine.file_identity(machine.windows_folder + "\\win.ini");
  ASSERT_TRUE(text) << text.error().where;
  EXPECT_THAT(*text, StartsWith("sha256:"));
  const auto missing = machine.file_identity(machine.windows_folder + "\\nowhere.vbs");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, Reason::path_missing);
}

TEST(Machine, KnowsItsNameAndWhetherItHasTheRightsOfAnAdministrator) {
  const Machine machine = this_machine();
  EXPECT_FALSE(machine.name.empty());
  const auto administrator = machine.is_administrator();
  ASSERT_TRUE(administrator) << administrator.error().where;
}

// Wine cannot ask; Windows asks itself.
TEST(Machine, AgreesWithItsOwnClockOrSaysWhyItCouldNotAsk) {
  const auto ahead = this_machine().clock_ahead("localhost");
  if (!ahead) {
    EXPECT_FALSE(ahead.error().where.empty());
    return;
  }
  EXPECT_LT(std::chrono::abs(*ahead), std::chrono::seconds(5));
}

}  // namespace
}  // namespace deepalive::service::doctor
