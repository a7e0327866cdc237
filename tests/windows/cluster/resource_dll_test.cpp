#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>

#include "tests/standins/cluster/cluster_registry.h"
#include "tests/standins/cluster/property_list.h"
#include "tests/standins/cluster/rhs_resource.h"
#include "tests/windows/cluster/fake_agent.h"

// The resource DLL alone in the stand-in of the cluster's host, with agents that misbehave.
namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;
using namespace standins;

class ResourceDll : public ::testing::Test {
 protected:
  ResourceDll() {
    static int count = 0;
    name_ = "resource-" + std::to_string(GetCurrentProcessId()) + "-" + std::to_string(++count);
    const std::wstring wide(name_.begin(), name_.end());
    key_ = registry_.resource_key(wide);
    registry_.set(key_, L"Role", L"shop");
    registry_.set(key_, L"Pipe", wide);
    registry_.set(key_, L"OnAgentUnreachable", L"dead");
    registry_.set(key_, L"AgentTimeout", 2000u);
    registry_.set(key_, L"HoldTime", 500u);
    registry_.set(key_, L"OnlineTimeout", 2000u);
    RhsOptions options;
    options.dll = DEEPALIVE_PROGRAM_FOLDER L"\\deepalive_cluster.dll";
    options.type = L"DeepAlive IIS Role";
    host_ = std::make_unique<RhsHost>(options);
    resource_ = std::make_unique<RhsResource>(*host_, wide, key_);
  }
  ~ResourceDll() override {
    resource_.reset();
    EXPECT_TRUE(host_->record().violations().empty())
        << ::testing::PrintToString(host_->record().violations());
    host_.reset();
    registry_.close_key(key_);
    EXPECT_EQ(registry_.open_keys(), 0u);
  }

  bool logged(std::wstring_view text) const { return host_->record().logged(text); }
  // What the cluster's log would say, for a person.
  std::string log() const {
    std::string text;
    for (const LogEntry& entry : host_->record().log()) {
      text += std::string(entry.text.begin(), entry.text.end()) + "\n";
    }
    return text;
  }

  const ClusterRegistry registry_{CLUSAPI_FOLDER L"\\clusapi.dll"};
  std::string name_;
  HKEY key_ = nullptr;
  std::unique_ptr<RhsHost> host_;
  std::unique_ptr<RhsResource> resource_;
};

const std::string kDone = "DONE detail=\"online, healthy\"\n";
const std::string kAlive =
    "ALIVE verdict=healthy role=shop age_ms=1 generation=1 reason=ok detail=\"\"\n";
const std::string kDead =
    "DEAD verdict=unhealthy role=shop age_ms=1 generation=2 reason=site_not_started "
    "detail=\"site-Shop: 100% %s %1!s! stopped\"\n";

// It is loaded into the process that all resources of a node share.
TEST(ResourceDllFile, LoadsLessThan300Kilobytes) {
  std::ifstream file(DEEPALIVE_PROGRAM_FOLDER L"\\deepalive_cluster.dll", std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  IMAGE_DOS_HEADER dos;
  ASSERT_GE(bytes.size(), sizeof dos);
  std::memcpy(&dos, bytes.data(), sizeof dos);
  const auto headers_at = static_cast<std::size_t>(dos.e_lfanew);
  IMAGE_NT_HEADERS64 headers;
  ASSERT_GE(bytes.size(), headers_at + sizeof headers);
  std::memcpy(&headers, bytes.data() + headers_at, sizeof headers);
  std::size_t size = headers.OptionalHeader.SizeOfHeaders;
  for (std::size_t i = 0; i < headers.FileHeader.NumberOfSections; ++i) {
    IMAGE_SECTION_HEADER section;
    const std::size_t at = headers_at + sizeof headers + i * sizeof section;
    ASSERT_GE(bytes.size(), at + sizeof section);
    std::memcpy(&section, bytes.data() + at, sizeof section);
    const bool is_debugging = section.Name[0] == '/';  // names over eight characters
    if (!is_debugging) size += section.SizeOfRawData;
  }
  EXPECT_GT(size, 100'000u) << "or it was not read rightly";
  EXPECT_LT(size, 300'000u);
}

TEST_F(ResourceDll, ComesOnlineWhenTheAgentIsDoneAndHearsTheVerdict) {
  const FakeAgent agent(name_, "PENDING detail=\"starting site Shop\"\n" + kDone + kAlive,
                        FakeAgent::Then::hold);
  const Transition online = resource_->online();
  ASSERT_TRUE(online.done) << online.why << "\n" << log();
  EXPECT_TRUE(resource_->is_alive());
  EXPECT_NE(resource_->failure_event(), nullptr);
  EXPECT_TRUE(logged(L"starting site Shop"));
}

TEST_F(ResourceDll, LatchesADeadVerdictBeforeItSignals) {
  const FakeAgent agent(name_, kDone + kDead + kAlive, FakeAgent::Then::hold);
  ASSERT_TRUE(resource_->online().done) << log();
  ASSERT_EQ(WaitForSingleObject(resource_->failure_event(), 10'000), WAIT_OBJECT_0);
  EXPECT_FALSE(resource_->is_alive());
  EXPECT_TRUE(logged(L"site-Shop: 100% %s %1!s! stopped")) << "text is an insert of the format";
}

// On standby an agent calls alive whatever happens.
TEST_F(ResourceDll, AnAgentThatHasTheRoleOnStandbyIsToldThatItIsOnline) {
  const FakeAgent agent(
      name_,
      kDone + "ALIVE verdict=standby role=shop age_ms=1 generation=3 reason=ok detail=\"\"\n",
      FakeAgent::Then::beat);
  ASSERT_TRUE(resource_->online().done) << log();
  const auto is_told = [&agent] {
    const auto lines = agent.lines();
    return std::ranges::find(lines, "WATCH shop active") != lines.end();
  };
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (!is_told() && std::chrono::steady_clock::now() < end) Sleep(10);
  EXPECT_TRUE(is_told()) << log();
  EXPECT_TRUE(logged(L"has the role on standby; it is told again that it is online"));
}

TEST_F(ResourceDll, AnAgentThatRefusesIsAFailureWithItsReason) {
  const FakeAgent agent(name_, "FAILED reason=\"site_missing\" detail=\"no site 'Shop'\"\n",
                        FakeAgent::Then::hold);
  EXPECT_FALSE(resource_->online().done);
  EXPECT_TRUE(logged(L"site_missing: no site 'Shop'"));
}

TEST_F(ResourceDll, APipeThatBelongsToSomebodyElseIsNotUsed) {
  const FakeAgent squatter(name_, kDone + kAlive, FakeAgent::Then::hold,
                           L"O:WDD:(A;;GA;;;WD)");  // Everyone's
  EXPECT_FALSE(resource_->online().done) << log();
  EXPECT_TRUE(logged(L"served by another program than the service DeepAlive; not used")) << log();
}

TEST_F(ResourceDll, NoAgentWithinOnlineTimeoutGoesByThePolicy) {
  EXPECT_FALSE(resource_->online().done);
  EXPECT_TRUE(logged(L"cannot be opened"));
  registry_.set(key_, L"OnAgentUnreachable", L"alive");
  EXPECT_TRUE(resource_->online().done);
  EXPECT_TRUE(resource_->is_alive());
}

TEST_F(ResourceDll, AnAgentThatTalksNonsenseDoesNotBringItOnlineAndHangsNothing) {
  for (const std::string& nonsense :
       {std::string("\xff\xfe\x00\x01garbage\n", 12), std::string("DONE"), std::string(),
        std::string(10'000, 'x'),
        "ERROR unknown-role no role 'shop' is configured here\n" + kDone}) {
    for (const auto then : {FakeAgent::Then::hold, FakeAgent::Then::close}) {
      const FakeAgent agent(name_, nonsense, then);
      const auto begin = std::chrono::steady_clock::now();
      EXPECT_FALSE(resource_->online().done) << nonsense.substr(0, 40);
      EXPECT_LT(std::chrono::steady_clock::now() - begin, 15s) << nonsense.substr(0, 40);
    }
  }
}

TEST_F(ResourceDll, AnAgentThatFallsSilentIsHeldAndThenThePolicyDecides) {
  const FakeAgent agent(name_, kDone + kAlive, FakeAgent::Then::hold);
  ASSERT_TRUE(resource_->online().done) << log();
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(WaitForSingleObject(resource_->failure_event(), 20'000), WAIT_OBJECT_0);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 2400ms) << "AgentTimeout and HoldTime";
  EXPECT_FALSE(resource_->is_alive());
  EXPECT_TRUE(logged(L"its last answer is held"));
}

TEST_F(ResourceDll, OfflineWithoutAnAgentIsNotHeldUp) {
  {
    const FakeAgent agent(name_, kDone + kAlive, FakeAgent::Then::hold);
    ASSERT_TRUE(resource_->online().done) << log();
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(resource_->offline().done);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 15s);
}

TEST_F(ResourceDll, WithoutARoleItSaysWhichPropertyIsMissing) {
  registry_.set(key_, L"Role", L"");
  EXPECT_FALSE(resource_->online().done);
  EXPECT_TRUE(logged(L"the property Role is not set"));
}

TEST_F(ResourceDll, TakesPropertiesInTheirLimitsAndRefusesTheOthers) {
  const auto set = [this](PropertyList list) { return resource_->set_properties(list.bytes()); };
  EXPECT_EQ(set(PropertyList().number(L"HoldTime", 60'000).text(L"Role", L"blog")), 0u);
  EXPECT_EQ(registry_.number(key_, L"HoldTime"), 60'000u);
  EXPECT_EQ(registry_.text(key_, L"Role"), L"blog");
  EXPECT_EQ(set(PropertyList().number(L"HoldTime", 4'000'000)), DWORD{ERROR_INVALID_PARAMETER});
  EXPECT_EQ(set(PropertyList().text(L"Role", L"sh\"op\u00fc")), DWORD{ERROR_INVALID_PARAMETER});
  EXPECT_EQ(set(PropertyList().text(L"Rolle", L"shop")), DWORD{ERROR_INVALID_PARAMETER});
  EXPECT_EQ(set(PropertyList().text(L"AgentTimeout", L"5000")), DWORD{ERROR_INVALID_DATA});
  EXPECT_EQ(registry_.number(key_, L"HoldTime"), 60'000u);
  const auto back = resource_->read(kGetPrivateProperties);
  ASSERT_EQ(back.code, 0u);
  const auto properties = parse_property_list(back.out);
  EXPECT_EQ(properties.size(), 6u);
  ASSERT_NE(find_property(properties, L"Role"), nullptr);
  EXPECT_EQ(find_property(properties, L"Role")->text(), L"blog");
  EXPECT_EQ(parse_names(resource_->read(kEnumPrivateProperties).out).size(), 6u);
}

TEST_F(ResourceDll, RefusesEveryDamagedPropertyList) {
  const Bytes good =
      PropertyList().text(L"Role", L"blog").text(L"OnAgentUnreachable", L"basic").bytes();
  for (const Damage damage : kAllDamages) {
    EXPECT_EQ(resource_->control(kValidatePrivateProperties, damaged(good, damage)).code,
              DWORD{ERROR_INVALID_DATA})
        << name_of(damage);
  }
  EXPECT_EQ(registry_.text(key_, L"Role"), L"shop");
}

TEST_F(ResourceDll, WhatIsSetWhileItIsOnlineIsStoredForTheNextOnline) {
  const FakeAgent agent(name_, kDone + kAlive, FakeAgent::Then::hold);
  ASSERT_TRUE(resource_->online().done) << log();
  EXPECT_EQ(resource_->set_properties(PropertyList().number(L"HoldTime", 60'000).bytes()),
            kPropertiesStored);
  EXPECT_EQ(registry_.number(key_, L"HoldTime"), 60'000u);
}

TEST_F(ResourceDll, LeavesToTheClusterWhatIsTheClusters) {
  for (const DWORD code : {kGetCommonProperties, kGetClassInfo, kGetRequiredDependencies,
                           kDeleteResource, kStateChangeReason, DWORD{0x01FFFFFF}}) {
    EXPECT_EQ(resource_->control(code).code, DWORD{ERROR_INVALID_FUNCTION}) << std::hex << code;
  }
  EXPECT_EQ(resource_->control(kUnknownCode).code, 0u);
  EXPECT_EQ(host_->type_control(kTypeUnknownCode).code, 0u);
}

}  // namespace
}  // namespace deepalive::testing
