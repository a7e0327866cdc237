#include "probes/http/request.h"

#include <gtest/gtest.h>

namespace deepalive::probes {
namespace {

Result<std::string> request_of(const HttpTarget& target) {
  UrlError error;
  const auto url = parse_url(target.url, error);
  EXPECT_TRUE(url) << error.text;
  return build_request(target, *url);
}

HttpTarget shop() {
  HttpTarget target;
  target.url = "https://shop.example.com/health?deep=1";
  return target;
}

TEST(Request, IsWhatAServerExpects) {
  const auto request = request_of(shop());
  ASSERT_TRUE(request);
  EXPECT_EQ(*request,
            "GET /health?deep=1 HTTP/1.1\r\n"
            "Host: shop.example.com\r\n"
            "User-Agent: DeepAlive\r\n"
            "Accept: */*\r\n"
            "Accept-Encoding: identity\r\n"
            "Connection: close\r\n"
            "\r\n");
}

TEST(Request, CarriesCredentials) {
  HttpTarget target = shop();
  target.auth = {HttpAuth::Scheme::basic, "Aladdin", "open sesame"};  // RFC 7617, section 2
  auto request = request_of(target);
  ASSERT_TRUE(request);
  EXPECT_NE(request->find("\r\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"),
            std::string::npos)
      << *request;
  target.auth = {HttpAuth::Scheme::bearer, "", "mF_9.B5f-4.1JqM"};
  request = request_of(target);
  ASSERT_TRUE(request);
  EXPECT_NE(request->find("\r\nAuthorization: Bearer mF_9.B5f-4.1JqM\r\n"), std::string::npos)
      << *request;
}

TEST(Request, PutsTheUrlsPortIntoTheHostHeader) {
  HttpTarget target = shop();
  target.url = "http://[::1]:8080";
  const auto request = request_of(target);
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->starts_with("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n")) << *request;
}

TEST(Request, LetsAConfiguredHeaderReplaceItsOwn) {
  HttpTarget target = shop();
  target.headers = {
      {"host", "other.example.com"}, {"X-Probe", "deepalive"}, {"ACCEPT", "text/html"}};
  const auto request = request_of(target);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->find("Host: shop"), std::string::npos) << *request;
  EXPECT_EQ(request->find("*/*"), std::string::npos) << *request;
  EXPECT_NE(request->find("\r\nhost: other.example.com\r\nX-Probe: deepalive\r\n"),
            std::string::npos);
}

TEST(Request, AnnouncesItsBody) {
  HttpTarget target = shop();
  target.method = "POST";
  const auto empty = request_of(target);
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->ends_with("\r\nContent-Length: 0\r\n\r\n")) << *empty;
  target.body = "{\"a\":1}";
  const auto full = request_of(target);
  ASSERT_TRUE(full);
  EXPECT_TRUE(full->ends_with("\r\nContent-Length: 7\r\n\r\n{\"a\":1}")) << *full;
}

TEST(Request, RefusesWhatWouldBreakItsFraming) {
  const auto refused = [](const std::string& method, const std::string& name,
                          const std::string& value) {
    HttpTarget target = shop();
    target.method = method;
    if (!name.empty()) target.headers = {{name, value}};
    const auto request = request_of(target);
    return request ? std::string() : request.error().where;
  };
  EXPECT_NE(refused("GET /x HTTP/1.1\r\nX:", "", ""), "");
  EXPECT_NE(refused("", "", ""), "");
  EXPECT_NE(refused("GET", "X-A", "1\r\nX-B: 2"), "");
  EXPECT_NE(refused("GET", "X-A", std::string("1\0", 2)), "");
  EXPECT_NE(refused("GET", "X A", "1"), "");
  EXPECT_NE(refused("GET", "X-A:", "1"), "");
  EXPECT_NE(refused("GET", "Connection", "keep-alive"), "");
  EXPECT_NE(refused("GET", "content-length", "5"), "");
  EXPECT_NE(refused("GET", "Transfer-Encoding", "chunked"), "");
  EXPECT_EQ(refused("GET", "X-A", "tab\tand umlaut \xc3\xa4"), "");
}

TEST(Request, LeavesTheConnectionOpenWhereTheNextLookMayUseIt) {
  const auto stays_open = [](const std::string& method, HttpAuth::Scheme scheme) {
    HttpTarget target = shop();
    target.method = method;
    target.auth.scheme = scheme;
    target.reuse_connection = true;
    return may_reuse(target);
  };
  using enum HttpAuth::Scheme;
  for (const char* method : {"GET", "HEAD", "OPTIONS"}) EXPECT_TRUE(stays_open(method, basic));
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "TRACE", "get"}) {
    EXPECT_FALSE(stays_open(method, none)) << method;
  }
  EXPECT_FALSE(stays_open("GET", negotiate));

  HttpTarget target = shop();
  EXPECT_FALSE(may_reuse(target)) << "unless asked for";
  EXPECT_NE(request_of(target)->find("\r\nConnection: close\r\n"), std::string::npos);
  target.reuse_connection = true;
  EXPECT_NE(request_of(target)->find("\r\nConnection: keep-alive\r\n"), std::string::npos);
}

TEST(Request, AnErrorShowsNoSecret) {
  HttpTarget target = shop();
  target.headers = {{"Authorization", "Bearer s3cret\r\n"}};
  const auto request = request_of(target);
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().where.find("s3cret"), std::string::npos) << request.error().where;
  EXPECT_NE(request.error().where.find("Authorization"), std::string::npos);
}

}  // namespace
}  // namespace deepalive::probes
