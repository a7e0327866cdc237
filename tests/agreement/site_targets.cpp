#include "tests/agreement/site.h"

// What is looked at on the site, and where blackbox_exporter is known to see it differently.
namespace deepalive::agreement {
namespace {

const std::string kCountsUnfollowed = "it counts the redirect that it does not follow too";

HttpTarget at(const std::string& url) {
  HttpTarget target;
  target.url = url;
  return target;
}

HttpTarget expecting(HttpTarget target, unsigned status) {
  target.expect.status = {{status, status}};
  return target;
}

HttpTarget following(HttpTarget target, unsigned redirects = 10) {
  target.follow_redirects = redirects;
  return target;
}

HttpTarget with(HttpTarget target, const std::string& header, const std::string& value) {
  target.headers.emplace_back(header, value);
  return target;
}

HttpTarget asking(const std::string& method, HttpTarget target, const std::string& body = {}) {
  target.method = method;
  target.body = body;
  return target;
}

HttpTarget matching(HttpTarget target, const std::string& pattern) {
  target.expect.body_matches = pattern;
  return target;
}

HttpTarget without(HttpTarget target, const std::string& pattern) {
  target.expect.body_not_matches = pattern;
  return target;
}

HttpTarget with_header(HttpTarget target, const std::string& name, const std::string& pattern) {
  target.expect.headers.push_back({name, pattern});
  return target;
}

HttpTarget authorized(HttpTarget target, HttpAuth auth) {
  target.auth = std::move(auth);
  return target;
}

HttpTarget at_least(HttpTarget target, TlsVersion version) {
  target.tls.min_version = version;
  return target;
}

HttpTarget unverified(HttpTarget target) {
  target.tls.verify = false;
  return target;
}

const HttpAuth kPassword{
    .scheme = HttpAuth::Scheme::basic, .username = "probe", .secret = "sesame"};

}  // namespace

std::vector<Target> Site::pages_targets() const {
  std::vector<Target> targets = {
      {"a page", at(url("/"))},
      {"an answer without a body", at(url("/empty"))},
      {"204", at(url("/204"))},
      {"a page that is sent as a file", at(url("/plain.txt"))},
      {"a body in chunks", at(url("/chunked"))},
      {"gzip, as it was asked for", with(at(url("/gzip")), "Accept-Encoding", "gzip")},
      {"a body of 60,000 bytes", at(url("/within"))},
      {"a body of 300,000 bytes",
       at(url("/large")),
       "pass ok",
       {{Aspect::body_size, "without a pattern we stop reading at `max_body`"}}},
      {"a connection that the server closes", at(url("/close"))},
      {"404 that is expected", expecting(at(url("/404")), 404)},
      {"503 that is expected", expecting(at(url("/503")), 503)},
      {"200 where 404 is expected", expecting(at(url("/")), 404), "fail status_unexpected"},
      {"a body that matches", matching(at(url("/")), "shop is (open|busy)")},
      {"a body that does not match", matching(at(url("/")), "closed"), "fail body_not_matched"},
      {"a body without what is forbidden", without(at(url("/")), "closed")},
      {"a body with what is forbidden", without(at(url("/")), "open"), "fail body_forbidden"},
      {"a pattern at a line's end",
       matching(at(url("/plain.txt")), "^line 7 of a page$"),
       "pass ok",
       {{Aspect::success, "`^` and `$` also match at line ends for us, in Go only with `(?m)`"}}},
      {"a header that matches", with_header(at(url("/headers")), "X-Farm", "^blue$")},
      {"a header that does not match", with_header(at(url("/headers")), "X-Farm", "green"),
       "fail header_unexpected"},
      {"a header that is not there", with_header(at(url("/")), "X-Farm", "."),
       "fail header_unexpected"},
      {"plain HTTP asked of a TLS port", at("http" + url("/", tls).substr(5)),
       "fail status_unexpected"},
  };
  for (const char* status :
       {"400", "401", "403", "404", "410", "418", "429", "500", "502", "503", "504"}) {
    targets.push_back({std::string("status ") + status, at(url(std::string("/") + status)),
                       "fail status_unexpected"});
  }
  return targets;
}

std::vector<Target> Site::request_targets() const {
  return {
      {"HEAD", asking("HEAD", at(url("/plain.txt")))},
      {"POST", matching(asking("POST", at(url("/method")), "order=1"), "^POST$")},
      {"POST to a file", asking("POST", at(url("/plain.txt")), "order=1"),
       "fail status_unexpected"},
      {"PUT", matching(asking("PUT", at(url("/method")), "order=1"), "^PUT$")},
      {"OPTIONS", matching(asking("OPTIONS", at(url("/method"))), "^OPTIONS$")},
      {"a header of the request",
       matching(with(at(url("/echo")), "X-Probe", "it's me"), "^it's me$")},
      {"another Host", matching(with(at(url("/")), "Host", "virtual.test"), "^virtual$")},
      {"a page with a password, and none given", at(url("/private")), "fail status_unexpected"},
      {"a page with a password", authorized(at(url("/private")), kPassword)},
      {"a page with a password, and a wrong one",
       authorized(at(url("/private")), {HttpAuth::Scheme::basic, "probe", "guess"}),
       "fail status_unexpected"},
      {"a bearer token", authorized(at(url("/token")), {HttpAuth::Scheme::bearer, "", "sesame"})},
      {"a wrong bearer token",
       authorized(at(url("/token")), {HttpAuth::Scheme::bearer, "", "guess"}),
       "fail status_unexpected"},
  };
}

std::vector<Target> Site::redirect_targets() const {
  std::vector<Target> targets = {
      {"a redirect that is expected",
       expecting(at(url("/301")), 301),
       "pass ok",
       {{Aspect::redirects, kCountsUnfollowed},
        {Aspect::body_size, "Go leaves the body of a redirect unread"}}},
      {"a redirect that is not expected",
       at(url("/301")),
       "fail status_unexpected",
       {{Aspect::redirects, kCountsUnfollowed}}},
      {"three redirects", following(at(url("/chain/3")))},
      {"ten redirects, all that are allowed", following(at(url("/chain/10")))},
      {"eleven redirects",
       following(at(url("/chain/11"))),
       "fail redirect_refused",
       {{Aspect::redirects, kCountsUnfollowed}}},
      {"redirects in a circle",
       following(at(url("/loop"))),
       "fail redirect_refused",
       {{Aspect::redirects, kCountsUnfollowed}}},
      {"a redirect without a Location", following(at(url("/nowhere"))), "fail redirect_refused"},
      {"a redirect to `../`", following(at(url("/folder/up")))},
      {"a redirect to a path", following(at(url("/folder/path")))},
      {"a redirect to a page that is missing", following(at(url("/to/missing"))),
       "fail status_unexpected"},
      {"a redirect to FTP",
       following(at(url("/to/ftp"))),
       "fail redirect_refused",
       {{Aspect::redirects, kCountsUnfollowed},
        {Aspect::status, "we tell the status that led nowhere"}}},
      {"a redirect to another port", matching(following(at(url("/to/other"))), "^the other port$")},
      {"a redirect to TLS", following(secure({}, plain, "/to/tls"))},
      {"a redirect from TLS to TLS", following(secure({}, tls, "/301"))},
      {"a redirect from TLS to plain HTTP",
       following(secure({}, tls, "/to/plain")),
       "pass ok",
       {{Aspect::certificate_end, "we keep that of the certificate on the way"}}},
      {"a redirect to a host of another name that wants the password",
       authorized(following(at(url("/to/host"))), kPassword),
       "fail status_unexpected",
       {{Aspect::success, "it gives the password to any host that it is led to"},
        {Aspect::status, "the same"}}},
      {"302 after POST, followed with GET",
       matching(following(asking("POST", at(url("/302/method")), "order=1")), "^GET$")},
      {"307 after POST, followed with POST",
       matching(following(asking("POST", at(url("/307/method")), "order=1")), "^POST$")},
  };
  for (const char* status : {"301", "302", "303", "307", "308"}) {
    targets.push_back(
        {std::string("a redirect with ") + status, following(at(url(std::string("/") + status)))});
  }
  return targets;
}

std::vector<Target> Site::tls_targets() const {
  const Difference no_end{Aspect::certificate_end,
                          "it tells nothing of a certificate that it refuses"};
  HttpTarget known = secure({}, with_client);
  known.tls.client_certificate = {file("client.pem"), file("client.key")};
  HttpTarget distrusting = secure();
  distrusting.tls.ca_file = file("other-ca.pem");
  return {
      {"TLS", secure()},
      {"TLS, a site with a name (SNI and Host)",
       matching(with(secure("shop.test"), "Host", "shop.test"), "^shop.test$")},
      {"TLS, a wildcard", secure("www.wild.test")},
      {"TLS, a wildcard with one name behind it",
       secure("tld.test"),
       "fail certificate_name_mismatch",
       {{Aspect::success, "OpenSSL wants two names behind a wildcard, Go one"},
        {Aspect::status, "the same"}}},
      {"TLS, an authority's certificate beside the server's",
       secure("chain.test"),
       "pass ok",
       {{Aspect::certificate_end,
         "it takes the certificate that ends first of all that were sent"}}},
      {"a certificate for another name",
       secure("wrong.test"),
       "fail certificate_name_mismatch",
       {no_end}},
      {"a certificate that has ended",
       secure("expired.test"),
       "fail certificate_expired",
       {no_end}},
      {"a certificate that has not begun",
       secure("early.test"),
       "fail certificate_not_yet_valid",
       {no_end}},
      {"a self-signed certificate", secure("self.test"), "fail certificate_untrusted", {no_end}},
      {"an authority that is not trusted", distrusting, "fail certificate_untrusted", {no_end}},
      {"an authority that the system does not know",
       at(url("/", tls)),
       "fail certificate_untrusted",
       {no_end}},
      {"a certificate for another name, unverified", unverified(secure("wrong.test"))},
      {"a certificate that has ended, unverified", unverified(secure("expired.test"))},
      {"a self-signed certificate, unverified", unverified(secure("self.test"))},
      {"status 503 over TLS", secure({}, tls, "/503"), "fail status_unexpected"},
      {"only TLS 1.2", secure({}, only_1_2)},
      {"only TLS 1.3", secure({}, only_1_3)},
      {"only TLS 1.2 where 1.3 is wanted", at_least(secure({}, only_1_2), TlsVersion::tls1_3),
       "fail tls_failed"},
      {"only TLS 1.1", secure({}, only_1_1), "fail tls_failed"},
      {"only TLS 1.1 where 1.0 will do", at_least(secure({}, only_1_1), TlsVersion::tls1_0)},
      {"a server that wants a client certificate", known},
      {"the same without one", secure({}, with_client), "fail status_unexpected"},
      {"TLS asked of a plain port", at("https" + url("/").substr(4)), "fail tls_failed"},
  };
}

}  // namespace deepalive::agreement
