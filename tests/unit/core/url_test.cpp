#include "core/url.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace deepalive {
namespace {

TEST(Url, IsTakenApart) {
  struct Row {
    std::string text;
    bool https;
    std::string host;
    std::uint16_t port;
    std::string target;
    std::string host_header;
  };
  const std::vector<Row> rows = {
      {"http://shop", false, "shop", 80, "/", "shop"},
      {"https://shop.example.com/health", true, "shop.example.com", 443, "/health",
       "shop.example.com"},
      {"HTTPS://Shop/", true, "Shop", 443, "/", "Shop"},
      {"http://shop:8080/a/b?c=d&e=%20", false, "shop", 8080, "/a/b?c=d&e=%20", "shop:8080"},
      {"https://shop:443/", true, "shop", 443, "/", "shop"},
      {"https://shop:80/", true, "shop", 80, "/", "shop:80"},
      {"http://shop?ready", false, "shop", 80, "/?ready", "shop"},
      {"http://127.0.0.1:81/", false, "127.0.0.1", 81, "/", "127.0.0.1:81"},
      {"http://[::1]/", false, "::1", 80, "/", "[::1]"},
      {"http://[::1]:8080/x", false, "::1", 8080, "/x", "[::1]:8080"},
      {"http://[fe80::1%12]/", false, "fe80::1%12", 80, "/", "[fe80::1%12]"},
      {"http://shop/path@x:y", false, "shop", 80, "/path@x:y", "shop"},
      {"http://shop/?next=http://other/", false, "shop", 80, "/?next=http://other/", "shop"},
      {"http://shop:65535", false, "shop", 65535, "/", "shop:65535"},
      {"http://web_01.corp.local", false, "web_01.corp.local", 80, "/", "web_01.corp.local"},
  };
  for (const Row& row : rows) {
    UrlError error;
    const auto url = parse_url(row.text, error);
    ASSERT_TRUE(url) << row.text << ": " << error.text;
    EXPECT_EQ(url->https, row.https) << row.text;
    EXPECT_EQ(url->host, row.host) << row.text;
    EXPECT_EQ(url->port, row.port) << row.text;
    EXPECT_EQ(url->target, row.target) << row.text;
    EXPECT_EQ(url->host_header(), row.host_header) << row.text;
  }
}

TEST(Url, IsRefusedInWordsThatNameTheCure) {
  struct Row {
    std::string text;
    std::string says;
  };
  const std::vector<Row> rows = {
      {"", "http://"},
      {"shop.example.com/health", "http://"},
      {"ftp://shop/", "http://"},
      {"http:/shop", "http://"},
      {" http://shop", "http://"},
      {"http://shop/a b", "%20"},
      {"http://shop/a\r\nX-Injected: 1", "control"},
      {std::string("http://shop/\0", 13), "control"},
      {"http://shop/\x7f", "control"},
      {"http://shop/#top", "fragment"},
      {"http://user:secret@shop/", "credentials"},
      {"http://secret@shop/", "credentials"},
      {"http://", "host"},
      {"http:///health", "host"},
      {"http://:80/", "host"},
      {"http://shop:/", "port"},
      {"http://shop:0/", "port"},
      {"http://shop:65536/", "port"},
      {"http://shop:+80/", "port"},
      {"http://shop:80x/", "port"},
      {"http://shop:8 0/", "%20"},
      {"http://::1/", "host"},
      {"http://[::1/", "host"},
      {"http://[shop]/", "host"},
      {"http://[1234]/", "host"},
      {"http://[::1]8080/", "port"},
      {"http://sh\xC3\xB6p/", "host"},
      {"http://shop\\@evil/", "credentials"},
      {"http://shop\\evil/", "host"},
      {"http://sh<o>p/", "host"},
      {"http://" + std::string(254, 'a'), "host"},
  };
  for (const Row& row : rows) {
    UrlError error;
    EXPECT_FALSE(parse_url(row.text, error)) << row.text;
    EXPECT_NE(error.text.find(row.says), std::string::npos) << row.text << " -> " << error.text;
    EXPECT_EQ(error.text.find("secret"), std::string::npos) << "errors are logged";
  }
}

TEST(Url, HostAndPortAreReadTogetherOrAlone) {
  struct Row {
    std::string text;
    std::string host;
    std::optional<std::uint16_t> port;
  };
  const std::vector<Row> rows = {{"shop", "shop", std::nullopt},
                                 {"127.0.0.1:1433", "127.0.0.1", std::uint16_t{1433}},
                                 {"[::1]", "::1", std::nullopt},
                                 {"[::1]:9847", "::1", std::uint16_t{9847}},
                                 {std::string(253, 'a'), std::string(253, 'a'), std::nullopt}};
  for (const Row& row : rows) {
    const auto place = parse_host_port(row.text);
    ASSERT_TRUE(place) << row.text;
    EXPECT_EQ(place->host, row.host);
    EXPECT_EQ(place->port, row.port);
  }
}

TEST(Url, WhatIsNoHostAndPortIsNone) {
  for (const std::string text :
       {"", ":80", "shop:", "shop:0", "shop:70000", "shop:-1", "::1", "[::1", "[::1]:", "[]",
        "[]:80", "a b", "shop:80:81", "http://shop"}) {
    EXPECT_FALSE(parse_host_port(text)) << text;
  }
}

}  // namespace
}  // namespace deepalive
