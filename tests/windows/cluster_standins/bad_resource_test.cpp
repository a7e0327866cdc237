#include <cctype>

#include "tests/windows/cluster_standins/rhs_fixture.h"

namespace deepalive::standins::test {
namespace {

using std::chrono::milliseconds;

struct Fault {
  const wchar_t* name;  // of the resource: what it does
  Rule rule;
  // The call that shows it, after Online.
  void (*then)(RhsResource&);
};

void nothing(RhsResource&) {}
void ask_looks_alive(RhsResource& resource) { resource.looks_alive(); }
void ask_is_alive(RhsResource& resource) { resource.is_alive(); }
void set_a_property(RhsResource& resource) {
  resource.control(kSetPrivateProperties, PropertyList().number(L"A", 1).bytes());
}
void set_all_properties(RhsResource& resource) {
  resource.set_properties(PropertyList().number(L"A", 1).bytes());
}
void read_properties(RhsResource& resource) { resource.control(kGetPrivateProperties, {}, 16); }

class ADllThat : public Rhs, public testing::WithParamInterface<Fault> {};

TEST_P(ADllThat, BreaksARuleIsFound) {
  RhsOptions options = bad();
  options.pending_timeout = milliseconds(100);
  options.deadlock_timeout = milliseconds(500);
  RhsHost host(options);
  {
    RhsResource resource(host, GetParam().name, key(GetParam().name));
    resource.online();
    GetParam().then(resource);
  }
  EXPECT_TRUE(host.record().has(GetParam().rule))
      << testing::PrintToString(host.record().violations());
  for (const Violation& violation : host.record().violations()) {
    EXPECT_EQ(violation.rule, GetParam().rule) << violation;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Each, ADllThat,
    testing::Values(Fault{L"throws in Online", Rule::leaked_exception, nothing},
                    Fault{L"throws in IsAlive", Rule::leaked_exception, ask_is_alive},
                    Fault{L"crashes in IsAlive", Rule::crashed, ask_is_alive},
                    Fault{L"hangs in LooksAlive", Rule::deadlock, ask_looks_alive},
                    Fault{L"repeats its check point", Rule::check_point, nothing},
                    Fault{L"reports on after it is told to end", Rule::status_out_of_turn, nothing},
                    Fault{L"reports twice", Rule::status_out_of_turn, nothing},
                    Fault{L"reports without pending", Rule::status_out_of_turn, nothing},
                    Fault{L"reports while online", Rule::status_out_of_turn, ask_looks_alive},
                    Fault{L"reports offline when going online", Rule::status_of_another, nothing},
                    Fault{L"logs too much", Rule::log_too_long, nothing},
                    Fault{L"logs text as the format", Rule::log_format, nothing},
                    Fault{L"logs by printf's format", Rule::log_format, nothing},
                    Fault{L"logs at level 9", Rule::log_level, nothing},
                    Fault{L"signals too early", Rule::event_handle, nothing},
                    Fault{L"gives no event", Rule::event_handle, nothing},
                    Fault{L"writes to the database", Rule::registry_write, nothing},
                    Fault{L"leaves properties to the host", Rule::unhandled_properties,
                          set_all_properties},
                    Fault{L"reads beyond the buffer", Rule::crashed, set_a_property},
                    Fault{L"writes beyond the buffer", Rule::crashed, read_properties},
                    Fault{L"asks for less than there is", Rule::control_size, read_properties},
                    Fault{L"claims more than there is", Rule::control_size, read_properties}),
    [](const auto& fault) {
      std::string name;
      for (const wchar_t* c = fault.param.name; *c != L'\0'; ++c) {
        name += std::isalnum(static_cast<unsigned char>(*c)) ? static_cast<char>(*c) : '_';
      }
      return name;
    });

class ABadDll : public Rhs {};

TEST_F(ABadDll, KillsItsHostByHangingAndIsCalledNoMore) {
  RhsOptions options = bad();
  options.deadlock_timeout = milliseconds(200);
  RhsHost host(options);
  RhsResource resource(host, L"hangs in LooksAlive", key(L"r"));
  ASSERT_TRUE(resource.online().done);
  EXPECT_FALSE(resource.looks_alive());
  EXPECT_TRUE(host.dead());
  EXPECT_FALSE(resource.is_alive());
  EXPECT_EQ(resource.online().code, static_cast<DWORD>(ERROR_PROCESS_ABORTED));
  EXPECT_EQ(host.record().times(Entry::is_alive).calls, 0U);
}

// What the longest call took is the DLL's own doing, and not the machine's, in both.
TEST_F(ABadDll, ThatTakesItsTimeHasThatHeldAgainstIt) {
  for (const wchar_t* fault : {L"waits in LooksAlive", L"computes in LooksAlive"}) {
    RhsHost host(bad());
    RhsResource resource(host, fault, key(fault));
    ASSERT_TRUE(resource.online().done);
    EXPECT_EQ(resource.looks_alive_many(3), 0U);
    const CallTimes times = host.record().times(Entry::looks_alive);
    EXPECT_GE(times.max_own, milliseconds(1)) << testing::PrintToString(fault);
    EXPECT_LE(times.max_own, times.max);
  }
}

TEST_F(ABadDll, ThatStandsStillIsTerminatedAfterThePendingTimeout) {
  RhsOptions options = bad();
  options.pending_timeout = milliseconds(100);
  RhsHost host(options);
  RhsResource resource(host, L"stands still", key(L"r"));
  const Transition online = resource.online();
  EXPECT_FALSE(online.done);
  EXPECT_NE(online.why.find("PendingTimeout"), std::string::npos) << online.why;
  EXPECT_EQ(host.record().times(Entry::terminate).calls, 1U);
}

TEST_F(ABadDll, ThatStandsStillIsBoundByTheLowerOfTheTwoTimeouts) {
  RhsOptions options = bad();
  options.deadlock_timeout = milliseconds(100);
  RhsHost host(options);
  RhsResource resource(host, L"stands still", key(L"r"));
  EXPECT_FALSE(resource.online().done);
}

TEST_F(ABadDll, ThatFailsItsOnlineIsTerminated) {
  for (const wchar_t* name : {L"returns an error", L"fails while pending"}) {
    RhsHost host(bad());
    RhsResource resource(host, name, key(L"r"));
    EXPECT_FALSE(resource.online().done);
    EXPECT_EQ(host.record().times(Entry::terminate).calls, 1U);
    EXPECT_TRUE(host.record().violations().empty());
  }
}

TEST_F(ABadDll, UsesTheHandleOfAResourceThatIsClosed) {
  for (const wchar_t* name : {L"logs for another", L"reports for another"}) {
    RhsHost host(bad());
    { RhsResource before(host, L"first", key(L"r")); }
    RhsResource resource(host, name, key(L"r"));
    EXPECT_TRUE(host.record().has(Rule::unknown_handle));
  }
}

TEST_F(ABadDll, ThatDoesNotOpenSaysWhy) {
  RhsHost host(bad());
  try {
    RhsResource resource(host, L"does not open", key(L"r"));
    FAIL() << "it opened";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("error 2"), std::string::npos) << error.what();
  }
}

TEST_F(ABadDll, HasABadFunctionTable) {
  for (const wchar_t* type :
       {L"whole size", L"newer version", L"quorum", L"no control", L"on the heap"}) {
    RhsHost host(bad(type));
    ASSERT_EQ(host.record().violations().size(), 1U);
    EXPECT_EQ(host.record().violations()[0].rule, Rule::function_table);
  }
  for (const wchar_t* type : {L"no IsAlive", L"no table", L"throws"}) {
    EXPECT_THROW(RhsHost{bad(type)}, std::runtime_error);
  }
}

TEST_F(ABadDll, SharesNoStaticsWithItsCopyInAnotherHost) {
  RhsHost broken(bad(L"quorum"));
  RhsHost whole(bad());
  EXPECT_TRUE(whole.record().violations().empty());
  EXPECT_NE(broken.module(), whole.module());
}

}  // namespace
}  // namespace deepalive::standins::test
