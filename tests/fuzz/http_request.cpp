#include "probes/http/base64.h"
#include "service/http/security/host_rule.h"
#include "service/http/security/request_reader.h"
#include "tests/fuzz/targets.h"

namespace deepalive::fuzz {
namespace {

using service::RequestReader;
using State = RequestReader::State;

constexpr std::size_t kHeaderLimit = 512;

// What may be asked of a request that was taken, and what holds of it.
void look_at(const RequestReader& reader) {
  const service::HttpRequest request = reader.request();
  require(reader.version() == 10 || reader.version() == 11, "only these versions are taken");
  require(reader.host() || reader.version() == 10, "a request of HTTP/1.1 has a host");
  if (reader.is_get() || reader.is_head()) {
    require(request.target.starts_with('/'), "a target is a path");
    require(request.path().size() + request.query().size() <= request.target.size(),
            "path and query are parts of the target");
  }
  static const service::HostRule rule({"status.example"}, "node1");
  if (reader.host() && rule.allows(*reader.host(), true)) {
    require(reader.host()->find("evil") == std::string::npos, "no foreign name is allowed");
  }
  if (const auto credentials = reader.basic_credentials()) probes::from_base64(*credentials);
}

}  // namespace

void http_request(std::string_view bytes) {
  RequestReader whole(kHeaderLimit);
  std::string rest(bytes);
  const State state = whole.take(rest);
  if (state == State::done) look_at(whole);
  if (state == State::refused) {
    require(whole.refusal().status >= 400, "a refusal says so");
  }
  // However the bytes come, the same is understood.
  RequestReader piecewise(kHeaderLimit);
  std::string pending;
  State last = State::more;
  for (std::size_t i = 0; i < bytes.size() && last == State::more; ++i) {
    pending += bytes[i];
    last = piecewise.take(pending);
  }
  require((last == State::done) == (state == State::done), "bytes one by one mean the same");
  if (last == State::done) {
    require(piecewise.request().target == whole.request().target &&
                piecewise.host() == whole.host() && piecewise.has_body() == whole.has_body(),
            "and ask for the same");
  }
}

}  // namespace deepalive::fuzz
