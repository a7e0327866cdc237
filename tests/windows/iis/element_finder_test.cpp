#include "probes/iis/windows/element_finder.h"

#include <gtest/gtest.h>

#include "tests/windows/iis/fake_elements.h"

namespace deepalive::probes::ahadmin {
namespace {

class ElementFinderTest : public testing::Test {
 protected:
  ElementFinderTest() {
    for (int i = 0; i < 5000; ++i) collection_.names.push_back(L"Site" + std::to_wstring(i));
  }

  // How many elements had to be asked for.
  int cost(const WantedNames& wanted) {
    collection_.items_asked = 0;
    located_ = finder_.find(collection_, wanted, words_);
    return collection_.items_asked;
  }

  const Words words_;
  FakeCollection collection_;
  ElementFinder finder_;
  std::vector<Located> located_;
};

TEST_F(ElementFinderTest, OnceFoundAnElementCostsOneLookAndNotFiveThousand) {
  const WantedNames wanted{L"site10", L"SITE4000"};
  EXPECT_EQ(cost(wanted), 4001);
  EXPECT_EQ(located_[0].name, "Site10");
  EXPECT_EQ(located_[1].name, "Site4000");
  EXPECT_EQ(cost(wanted), 2);
  EXPECT_TRUE(located_[0].element && located_[1].element);
}

TEST_F(ElementFinderTest, AnElementThatMovedIsSearchedOnce) {
  const WantedNames wanted{L"Site10", L"Site4000"};
  cost(wanted);
  collection_.names.insert(collection_.names.begin() + 100, L"New");
  EXPECT_EQ(cost(wanted), 2 + 4002);
  EXPECT_EQ(located_[1].name, "Site4000");
  EXPECT_EQ(cost(wanted), 2);
}

TEST_F(ElementFinderTest, AnElementThatIsNotThereComesWithTheNearestName) {
  cost({L"Site49999"});
  EXPECT_FALSE(located_[0].element);
  EXPECT_EQ(located_[0].nearest, "Site4999");
  EXPECT_FALSE(located_[0].doubt);
}

TEST_F(ElementFinderTest, AnElementWithoutAReadableNameLeavesDoubtAboutTheMissing) {
  collection_.names[7] = L"unreadable";
  cost({L"Site7", L"Site8"});
  EXPECT_FALSE(located_[0].element);
  ASSERT_TRUE(located_[0].doubt);
  EXPECT_EQ(located_[0].doubt->reason, Reason::iis_access_denied);
  EXPECT_TRUE(located_[1].element);
}

TEST_F(ElementFinderTest, AnEmptyCollectionHasNothing) {
  collection_.names.clear();
  EXPECT_EQ(cost({L"Site1"}), 0);
  EXPECT_FALSE(located_[0].element);
  EXPECT_FALSE(located_[0].doubt);
}

}  // namespace
}  // namespace deepalive::probes::ahadmin
