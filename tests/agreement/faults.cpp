#include "tests/agreement/faults.h"

namespace deepalive::agreement {
namespace {

using namespace std::chrono_literals;
using testing::FaultServer;
using testing::FaultServerOptions;
using testing::Step;
namespace step = testing::step;

const std::string kOk = "HTTP/1.1 200 OK\r\n";
const std::string kLong = kOk + "Content-Length: 1000\r\n\r\n";
const std::string kChunked = kOk + "Transfer-Encoding: chunked\r\n\r\n";

constexpr Duration kLittle = 1s;

const Difference kStatusLine{Aspect::status, "we tell the status as soon as its line has come"};

}  // namespace

Faults::Faults() {
  add_odd_ones();
  add_ends();
  add_malformed();
  add_endless();
}

Target& Faults::add(const std::string& name, const std::string& verdict, std::vector<Step> steps,
                    const FaultServerOptions& options) {
  servers_.push_back(
      std::make_unique<FaultServer>(testing::Behaviour{.steps = std::move(steps)}, options));
  Target& target = targets_.emplace_back(Target{.name = name, .http = {}, .verdict = verdict});
  target.http.url = servers_.back()->url();
  target.http.tls.verify = false;
  target.by_deadline = verdict.ends_with("_timeout");
  if (target.by_deadline) target.their_timeout = kLittle;
  return target;
}

void Faults::add_to_handshake(const std::string& name, const std::string& verdict,
                              std::vector<Step> steps) {
  Target& target = add(name, verdict, {});
  target.http.url.replace(0, 4, "https");
  servers_.back()->behave({.steps = std::move(steps), .reads_request = false});
}

void Faults::add_odd_ones() {
  const std::string ok = testing::http_response(200, "ok");
  add("HTTP/1.0, the body up to the connection's end", "pass ok",
      {step::Send{"HTTP/1.0 200 OK\r\n\r\nan old page"}});
  add("HTTP/1.1, the body up to the connection's end", "pass ok",
      {step::Send{kOk + "\r\na page of unknown length"}});
  add("interim answers (100, 103) before the answer", "pass ok",
      {step::Send{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
                  ok}});
  add("a byte at a time", "pass ok", {step::Drip{ok, 1ms}});
  add("chunks with extensions and a trailer", "pass ok",
      {step::Send{kChunked + "3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n"}});
  add("more behind the body", "pass ok", {step::Send{ok + "that nobody asked for"}});
  add("a status line without words", "pass ok",
      {step::Send{"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok"}});
  add("TLS that ends without its goodbye, the body up to there", "pass ok",
      {step::Send{kOk + "\r\na page"}}, {.tls = testing::self_signed({.ends = 24h * 30})});
}

void Faults::add_ends() {
  Target refused{
      .name = "a port on which nobody listens", .http = {}, .verdict = "fail connect_refused"};
  refused.http.url = "http://127.0.0.1:" + std::to_string(closed_.port()) + "/";
  targets_.push_back(refused);
  add("no answer", "fail response_timeout", {step::Hold{}});
  add("a header that comes too slowly", "fail response_timeout", {step::Drip{kLong, 1s}});
  add("a body that comes too slowly", "fail body_timeout",
      {step::Send{kLong}, step::Drip{std::string(1000, 'x'), 500ms}});
  add("a body that stops", "fail body_timeout", {step::Send{kLong + "abc"}, step::Hold{}});
  add("a reset before the answer", "fail connection_reset", {step::Reset{}});
  add("a reset within the header", "fail connection_reset", {step::Send{kOk}, step::Reset{}})
      .differences = {kStatusLine};
  add("a reset within the body", "fail connection_reset", {step::Send{kLong}, step::Reset{}});
  add("closed without an answer", "fail connection_closed", {});
  add("closed within the header", "fail connection_closed", {step::Send{kOk}}).differences = {
      kStatusLine};
  add("half closed within the header", "fail connection_closed",
      {step::Send{kOk}, step::EndSending{}, step::Hold{}})
      .differences = {kStatusLine};
  add("a body shorter than its length", "fail connection_closed", {step::Send{kLong + "abc"}});
  add("half closed within the body", "fail connection_closed",
      {step::Send{kLong + "abc"}, step::EndSending{}, step::Hold{}});
  add("chunks without an end", "fail connection_closed", {step::Send{kChunked + "3\r\nabc\r\n"}});
  add_to_handshake("a TLS handshake without an answer", "fail tls_timeout", {step::Hold{}});
  add_to_handshake("closed within the TLS handshake", "fail tls_failed",
                   {step::EndSending{}, step::Hold{}});
  add_to_handshake("a reset within the TLS handshake", "fail tls_failed",
                   {step::Hear{}, step::Reset{}});
}

void Faults::add_malformed() {
  const auto malformed = [this](const std::string& name, const std::string& bytes,
                                std::vector<Difference> differences = {}) {
    add(name, "fail response_malformed", {step::Send{bytes}}).differences = std::move(differences);
  };
  const std::string lenient = "Go's client takes it";
  malformed("another protocol", "SSH-2.0-OpenSSH_9.2\r\n");
  malformed("HTTP/2 without being asked", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
            {{Aspect::success, lenient}, {Aspect::status, lenient}});
  malformed("a status line without words and without the space before them",
            "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
            {{Aspect::success, lenient}, {Aspect::status, lenient}});
  malformed("a status that is no number", "HTTP/1.1 abc OK\r\n\r\n");
  malformed("a header without a colon", kOk + "nonsense\r\nContent-Length: 0\r\n\r\n",
            {kStatusLine});
  malformed("a length that is no number", kOk + "Content-Length: many\r\n\r\n", {kStatusLine});
  malformed("two lengths", kOk + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
            {kStatusLine});
  malformed("a chunk size that is no number", kChunked + "xyz\r\nabc\r\n0\r\n\r\n");
  malformed("a chunk longer than its size", kChunked + "2\r\nabcdef\r\n0\r\n\r\n");
  malformed("a chunk size beyond all bounds", kChunked + "FFFFFFFFFFFFFFFFF\r\nabc");
}

void Faults::add_endless() {
  const std::string line = "X-More: " + std::string(1000, 'x') + "\r\n";
  std::string lines;
  for (int i = 0; i < 40; ++i) lines += line;
  add("a header of 40 KB", "fail header_too_large",
      {step::Send{testing::http_response(200, "ok", lines)}})
      .differences = {{Aspect::success, "we read 32 KiB of a header, Go 10 MB"}};
  add("a header without an end", "fail header_too_large", {step::Send{kOk}, step::Flood{line}})
      .differences = {kStatusLine};
  add("interim answers without an end", "fail response_malformed",
      {step::Flood{"HTTP/1.1 102 Processing\r\n\r\n"}})
      .differences = {{Aspect::status, "we tell the status of an interim answer too"}};
  Target& endless = add("a body without an end that has to match", "fail body_too_large",
                        {step::Send{kOk + "\r\n"}, step::Flood{std::string(4096, 'x')}});
  endless.http.expect.body_matches = "open";
  endless.their_timeout = kLittle;
}

}  // namespace deepalive::agreement
