#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>

#include "probes/iis/windows/ahadmin.h"

// The places of the functions in their tables are the whole contract with IIS: held here against
// the numbers of Microsoft's IDL, without the stand-in, which might be wrong in the same way.
namespace deepalive::probes::ahadmin {
namespace {

// GCC's pointer to a virtual member function is one more than the function's offset in the table.
template <class Function>
std::size_t slot_of(Function function) {
  std::ptrdiff_t offset = 0;
  std::memcpy(&offset, &function, sizeof offset);
  return static_cast<std::size_t>(offset - 1) / sizeof(void*);
}

TEST(AhadminSlots, Manager) {
  using T = IAppHostAdminManager;
  EXPECT_EQ(slot_of(&T::GetAdminSection), 3U);
  EXPECT_EQ(slot_of(&T::GetMetadata), 4U);
  EXPECT_EQ(slot_of(&T::SetMetadata), 5U);
  EXPECT_EQ(slot_of(&T::get_ConfigManager), 6U);
}

TEST(AhadminSlots, WritableManager) {
  using T = IAppHostWritableAdminManager;
  EXPECT_EQ(slot_of(&T::GetAdminSection), 3U);
  EXPECT_EQ(slot_of(&T::CommitChanges), 7U);
  EXPECT_EQ(slot_of(&T::get_CommitPath), 8U);
  EXPECT_EQ(slot_of(&T::put_CommitPath), 9U);
}

TEST(AhadminSlots, Methods) {
  EXPECT_EQ(slot_of(&IAppHostMethodCollection::get_Count), 3U);
  EXPECT_EQ(slot_of(&IAppHostMethodCollection::get_Item), 4U);
  EXPECT_EQ(slot_of(&IAppHostMethod::get_Name), 3U);
  EXPECT_EQ(slot_of(&IAppHostMethod::get_Schema), 4U);
  EXPECT_EQ(slot_of(&IAppHostMethod::CreateInstance), 5U);
  EXPECT_EQ(slot_of(&IAppHostMethodInstance::get_Input), 3U);
  EXPECT_EQ(slot_of(&IAppHostMethodInstance::get_Output), 4U);
  EXPECT_EQ(slot_of(&IAppHostMethodInstance::Execute), 5U);
  EXPECT_EQ(slot_of(&IAppHostMethodInstance::GetMetadata), 6U);
  EXPECT_EQ(slot_of(&IAppHostMethodInstance::SetMetadata), 7U);
}

TEST(AhadminSlots, Element) {
  using T = IAppHostElement;
  EXPECT_EQ(slot_of(&T::get_Name), 3U);
  EXPECT_EQ(slot_of(&T::get_Collection), 4U);
  EXPECT_EQ(slot_of(&T::get_Properties), 5U);
  EXPECT_EQ(slot_of(&T::get_ChildElements), 6U);
  EXPECT_EQ(slot_of(&T::GetMetadata), 7U);
  EXPECT_EQ(slot_of(&T::SetMetadata), 8U);
  EXPECT_EQ(slot_of(&T::get_Schema), 9U);
  EXPECT_EQ(slot_of(&T::GetElementByName), 10U);
  EXPECT_EQ(slot_of(&T::GetPropertyByName), 11U);
  EXPECT_EQ(slot_of(&T::Clear), 12U);
  EXPECT_EQ(slot_of(&T::get_Methods), 13U);
}

TEST(AhadminSlots, ElementCollection) {
  using T = IAppHostElementCollection;
  EXPECT_EQ(slot_of(&T::get_Count), 3U);
  EXPECT_EQ(slot_of(&T::get_Item), 4U);
  EXPECT_EQ(slot_of(&T::AddElement), 5U);
  EXPECT_EQ(slot_of(&T::DeleteElement), 6U);
  EXPECT_EQ(slot_of(&T::Clear), 7U);
  EXPECT_EQ(slot_of(&T::CreateNewElement), 8U);
  EXPECT_EQ(slot_of(&T::get_Schema), 9U);
}

TEST(AhadminSlots, Property) {
  using T = IAppHostProperty;
  EXPECT_EQ(slot_of(&T::get_Name), 3U);
  EXPECT_EQ(slot_of(&T::get_Value), 4U);
  EXPECT_EQ(slot_of(&T::put_Value), 5U);
  EXPECT_EQ(slot_of(&T::Clear), 6U);
  EXPECT_EQ(slot_of(&T::get_StringValue), 7U);
  EXPECT_EQ(slot_of(&T::get_Exception), 8U);
  EXPECT_EQ(slot_of(&T::GetMetadata), 9U);
  EXPECT_EQ(slot_of(&T::SetMetadata), 10U);
  EXPECT_EQ(slot_of(&T::get_Schema), 11U);
}

TEST(AhadminSlots, IdentitiesAreTheDocumentedOnes) {
  const auto text = [](REFGUID id) {
    wchar_t buffer[40];
    StringFromGUID2(id, buffer, 40);
    return std::wstring(buffer);
  };
  EXPECT_EQ(text(kAdminManagerClass), L"{228FB8F7-FB53-4FD5-8C7B-FF59DE606C5B}");
  EXPECT_EQ(text(kAdminManagerInterface), L"{9BE77978-73ED-4A9A-87FD-13F09FEC1B13}");
  EXPECT_EQ(text(kWritableAdminManagerClass), L"{2B72133B-3F5B-4602-8952-803546CE3344}");
  EXPECT_EQ(text(kWritableAdminManagerInterface), L"{FA7660F6-7B3F-4237-A8BF-ED0AD0DCBBD9}");
}

}  // namespace
}  // namespace deepalive::probes::ahadmin
