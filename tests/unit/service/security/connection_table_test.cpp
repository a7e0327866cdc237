#include "service/http/security/connection_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace deepalive::service {
namespace {

namespace ip = boost::asio::ip;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Connections : public ::testing::Test {
 protected:
  ConnectionTable::Place* admit(const std::string& source, const std::string& name) {
    auto place = table_.admit(ip::make_address(source), [this, name] { closed_.push_back(name); });
    return place ? places_.emplace_back(std::move(place)).get() : nullptr;
  }

  std::vector<std::string> closed_;
  ConnectionTable table_{{.connections = 4, .of_a_source = 2, .reply_bytes = 100}};
  std::vector<std::unique_ptr<ConnectionTable::Place>> places_;
};

TEST_F(Connections, OfASourceThatHasAllItMayHaveMakeRoomAmongThemselves) {
  admit("10.0.0.1", "first");
  admit("10.0.0.1", "second");
  admit("10.0.0.2", "other");
  EXPECT_TRUE(admit("10.0.0.1", "third"));
  EXPECT_THAT(closed_, ElementsAre("first"));
  EXPECT_EQ(table_.size(), 3u);
}

TEST_F(Connections, ThatAreAllTakenLoseOneOfTheSourceWithMost) {
  admit("10.0.0.1", "one");
  admit("10.0.0.2", "two");
  admit("10.0.0.3", "three");
  admit("10.0.0.3", "three too");
  EXPECT_TRUE(admit("10.0.0.9", "operator"));
  EXPECT_THAT(closed_, ElementsAre("three"));
}

TEST_F(Connections, ThatWaitLongestGoFirst) {
  ConnectionTable::Place* first = admit("10.0.0.1", "first");
  admit("10.0.0.1", "second");
  first->work();
  first->wait();
  admit("10.0.0.1", "third");
  EXPECT_THAT(closed_, ElementsAre("second"));
}

TEST_F(Connections, ThatAreWorkedForAreNotClosed) {
  admit("10.0.0.1", "first")->work();
  admit("10.0.0.1", "second")->work();
  EXPECT_FALSE(admit("10.0.0.1", "third"));
  EXPECT_TRUE(admit("10.0.0.2", "other"));
  EXPECT_THAT(closed_, IsEmpty());
}

TEST_F(Connections, ThatEndedLeaveTheirPlace) {
  admit("10.0.0.1", "first");
  admit("10.0.0.1", "second");
  places_.clear();
  EXPECT_EQ(table_.size(), 0u);
  admit("10.0.0.1", "third");
  admit("10.0.0.1", "fourth");
  EXPECT_THAT(closed_, IsEmpty());
}

TEST_F(Connections, OfOneIpV6NetworkAreOneSource) {
  admit("2001:db8::1", "first");
  admit("2001:db8::2", "second");
  admit("2001:db8::3", "third");
  EXPECT_THAT(closed_, ElementsAre("first"));
  admit("2001:db8:0:1::1", "elsewhere");
  EXPECT_THAT(closed_, ElementsAre("first"));
}

TEST_F(Connections, OfAnIpV4AddressAreOneSourceHoweverItIsWritten) {
  admit("10.0.0.1", "first");
  admit("::ffff:10.0.0.1", "second");
  admit("10.0.0.1", "third");
  EXPECT_THAT(closed_, ElementsAre("first"));
}

TEST_F(Connections, WithTooManyBytesUnderWayLoseTheSlowestReader) {
  ConnectionTable::Place* slow = admit("10.0.0.1", "slow");
  ConnectionTable::Place* idle = admit("10.0.0.2", "idle");
  ConnectionTable::Place* next = admit("10.0.0.3", "next");
  EXPECT_TRUE(slow->hold(80));
  idle->wait();
  EXPECT_TRUE(next->hold(80));
  EXPECT_THAT(closed_, ElementsAre("slow"));
  EXPECT_FALSE(slow->hold(1));
}

TEST_F(Connections, TakeOneReplyThatIsLargerThanAllMayBe) {
  ConnectionTable::Place* only = admit("10.0.0.1", "only");
  EXPECT_TRUE(only->hold(1000));
  only->wait();
  EXPECT_TRUE(only->hold(1000));
  EXPECT_THAT(closed_, IsEmpty());
}

TEST_F(Connections, AreAllClosedAtTheEnd) {
  admit("10.0.0.1", "first");
  admit("10.0.0.2", "second")->work();
  table_.close_all();
  EXPECT_THAT(closed_, ElementsAre("first", "second"));
  EXPECT_EQ(table_.size(), 0u);
}

}  // namespace
}  // namespace deepalive::service
