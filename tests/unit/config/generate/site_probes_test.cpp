#include "config/generate/site_probes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/unit/config/generate/found_sites.h"

namespace deepalive::config {
namespace {

using ::testing::HasSubstr;

SiteProbes probes_of_one(std::string_view text) { return probes_of({binding(text)}); }

TEST(SiteProbes, AskTheNodeItselfForTheNameOfTheBinding) {
  struct {
    const char* binding;
    const char* url;
    const char* connect_to;
  } const cases[] = {
      {"http/*:80:shop.example.com", "http://shop.example.com/", "127.0.0.1"},
      {"http/:80:shop.example.com", "http://shop.example.com/", "127.0.0.1"},
      {"http/0.0.0.0:80:shop.example.com", "http://shop.example.com/", "127.0.0.1"},
      {"http/*:8080:Shop.Example.COM", "http://shop.example.com:8080/", "127.0.0.1"},
      {"https/*:443:shop.example.com", "https://shop.example.com/", "127.0.0.1"},
      {"HTTPS/*:80:shop.example.com", "https://shop.example.com:80/", "127.0.0.1"},
      {"http/10.1.2.3:80:shop", "http://shop/", "10.1.2.3"},
      {"http/[::]:80:shop", "http://shop/", "[::1]"},
      {"http/[2001:db8::7]:81:shop", "http://shop:81/", "[2001:db8::7]"},
      {"http/*:80:", "http://localhost/", "127.0.0.1"},
      {"http/*:8080:", "http://localhost:8080/", "127.0.0.1"},
      {"https/[::]:8443:", "https://localhost:8443/", "[::1]"},
      {"http/10.1.2.3:80:", "http://10.1.2.3/", ""},
      {"http/[2001:db8::7]:81:", "http://[2001:db8::7]:81/", ""},
      {"http/[fe80::1%4]:80:", "http://localhost/", "[fe80::1%4]"},
      {"http/*:65535:", "http://localhost:65535/", "127.0.0.1"},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.binding);
    const SiteProbes site = probes_of_one(test.binding);
    EXPECT_TRUE(site.is_web);
    EXPECT_TRUE(site.unprobed.empty());
    ASSERT_EQ(site.probes.size(), 1U);
    EXPECT_EQ(site.probes[0].url(), test.url);
    EXPECT_EQ(site.probes[0].connect_to, test.connect_to);
    EXPECT_EQ(site.probes[0].binding, test.binding);
  }
}

TEST(SiteProbes, SayOfWhichBindingsThereIsNothingToAskAndWhy) {
  struct {
    const char* binding;
    const char* why;
    bool is_web;
  } const cases[] = {
      {"http/*:80:*.example.com", "many names", true},
      {"http/*:80:*", "many names", true},
      {"http/*:80:größe.example.com", "xn--", true},
      {"http/*:80:a b", "no name that a URL can have", true},
      {"http/*:80:a@b", "no name that a URL can have", true},
      {"http/*:0:shop", "no port from 1 to 65535", true},
      {"http/*:65536:shop", "no port", true},
      {"http/*:-1:shop", "no port", true},
      {"http/*:80x:shop", "no port", true},
      {"http/*::shop", "no port", true},
      {"http/300.1.1.1:80:", "no IP address", true},
      {"http/1.2.3:80:", "no IP address", true},
      {"http/1.2.3.4.5:80:", "no IP address", true},
      {"http/1.2.3.:80:", "no IP address", true},
      {"http/::1:80:", "no IP address", true},
      {"http/[::1:80:", "no IP address", true},
      {"http/[::1]:9:80:", "no IP address", true},
      {"http/80:shop", "address:port:host", true},
      {"http/:", "address:port:host", true},
      {"http/", "address:port:host", true},
      {"ftp/*:21:", "FTP", false},
      {"net.tcp/808:*", "WCF", false},
      {"net.pipe/*", "no port", false},
      {"net.msmq/localhost", "message queue", false},
      {"msmq.formatname/localhost", "message queue", false},
      {"gopher/*:70:", "not HTTP", false},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.binding);
    const SiteProbes site = probes_of_one(test.binding);
    EXPECT_EQ(site.is_web, test.is_web);
    EXPECT_TRUE(site.probes.empty());
    ASSERT_EQ(site.unprobed.size(), 1U);
    EXPECT_EQ(site.unprobed[0].binding, test.binding);
    EXPECT_THAT(site.unprobed[0].why, HasSubstr(test.why));
  }
}

TEST(SiteProbes, AskOnceWhatComesToTheSameRequest) {
  const SiteProbes site =
      probes_of({binding("http/*:80:shop"), binding("http/127.0.0.1:80:SHOP"),
                 binding("http/:80:shop"), binding("https/*:443:shop"), binding("http/*:81:shop")});
  ASSERT_EQ(site.probes.size(), 3U);
  EXPECT_EQ(site.probes[0].url(), "http://shop/");
  EXPECT_EQ(site.probes[1].url(), "https://shop/");
  EXPECT_EQ(site.probes[2].url(), "http://shop:81/");
}

TEST(SiteProbes, OfThousandsOfBindingsTheFirstAreAskedAndTheRestIsCounted) {
  std::vector<IisBinding> bindings;
  for (int i = 0; i < 1000; ++i) {
    bindings.push_back(binding("http/*:80:tenant" + std::to_string(i) + ".example.com"));
  }
  const SiteProbes site = probes_of(bindings);
  EXPECT_EQ(site.probes.size(), kMaxSiteProbes);
  EXPECT_EQ(site.probes.back().host, "tenant9.example.com");
  EXPECT_EQ(site.left_out, 990U);
}

TEST(SiteProbes, TellOfSniAndTheCentralStore) {
  IisBinding both = binding("https/*:443:shop");
  both.ssl_flags = kSslServerName | kSslCentralStore;
  EXPECT_EQ(probes_of({both}).probes.at(0).binding,
            "https/*:443:shop, SNI, central certificate store");
}

TEST(SiteProbes, LeaveOutABindingThatHasNoCertificate) {
  IisBinding secure = binding("https/*:443:shop");
  secure.has_certificate = false;
  const SiteProbes site = probes_of({secure});
  EXPECT_TRUE(site.probes.empty());
  EXPECT_THAT(site.unprobed.at(0).why, HasSubstr("no certificate"));
  secure.has_certificate = true;
  EXPECT_EQ(probes_of({secure}).probes.size(), 1U);
}

}  // namespace
}  // namespace deepalive::config
