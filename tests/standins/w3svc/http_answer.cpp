#include "tests/standins/w3svc/http_answer.h"

#include <algorithm>
#include <charconv>

#include "tests/standins/world/text.h"

namespace deepalive::standins {
namespace {

constexpr std::string_view kKernelServer = "Microsoft-HTTPAPI/2.0";  // HTTP.sys itself
constexpr std::string_view kWorkerServer = "Microsoft-IIS/10.0";

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  });
  return result;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view phrase(std::uint32_t status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

std::string message(std::uint32_t status, std::string_view server, std::string_view type,
                    std::string_view body, std::string_view date, bool keep_alive) {
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " ";
  bytes.append(phrase(status)).append("\r\nContent-Type: ").append(type);
  bytes.append("\r\nServer: ").append(server).append("\r\nDate: ").append(date);
  if (!keep_alive) bytes += "\r\nConnection: close";
  bytes += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return bytes.append(body);
}

std::string kernel_message(std::uint32_t status, std::string_view text, std::string_view date) {
  std::string body = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">\r\n<HTML><HEAD><TITLE>";
  body.append(phrase(status)).append("</TITLE></HEAD>\r\n<BODY><h2>").append(phrase(status));
  body.append("</h2>\r\n<hr><p>HTTP Error ").append(std::to_string(status)).append(". ");
  body.append(text).append("</p>\r\n</BODY></HTML>\r\n");
  return message(status, kKernelServer, "text/html; charset=us-ascii", body, date, false);
}

// The page or the JSON of the worker process.
std::pair<std::string_view, std::string> worker_body(const SiteView& site) {
  const Answer& answer = site.answer;
  if (!answer.body.view().empty()) return {"text/plain; charset=utf-8", narrow(answer.body.view())};
  if (answer.status < 400) {
    return {"application/json", "{\"status\":\"ok\",\"site\":" + json_text(site.name) + "}"};
  }
  return {"text/html", "<html><head><title>" + std::to_string(answer.status) + " - " +
                           std::string(phrase(answer.status)) +
                           "</title></head><body><h2>Server Error</h2></body></html>"};
}

bool parse_header(std::string_view line, HttpRequest& request) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string name = lower(line.substr(0, colon));
  const std::string_view value = trim(line.substr(colon + 1));
  if (name == "connection") {
    const std::string option = lower(value);
    if (option == "close") request.keep_alive = false;
    if (option == "keep-alive") request.keep_alive = true;
  }
  if (name == "content-length") {
    const auto parsed =
        std::from_chars(value.data(), value.data() + value.size(), request.body_size);
    return parsed.ec == std::errc() && parsed.ptr == value.data() + value.size();
  }
  // Enough for probes; chunked bodies are not.
  return name != "transfer-encoding";
}

}  // namespace

std::optional<HttpRequest> parse_request(std::string_view head) {
  HttpRequest request;
  std::size_t end = head.find("\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = head.substr(0, end);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == 0 || last <= first + 1) return std::nullopt;
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return std::nullopt;
  request.keep_alive = version == "HTTP/1.1";
  for (head.remove_prefix(end + 2); !head.starts_with("\r\n"); head.remove_prefix(end + 2)) {
    end = head.find("\r\n");
    if (end == std::string_view::npos || !parse_header(head.substr(0, end), request)) {
      return std::nullopt;
    }
  }
  return request;
}

HttpReply bad_request(std::string_view date) {
  return {kernel_message(400, "The request is badly formed.", date), {}, HttpReply::Then::close};
}

HttpReply reply_to(const HttpRequest& request, const SiteView& site, std::string_view date) {
  if (!site.pool_started) {
    return {kernel_message(503, "The service is unavailable.", date), {}, HttpReply::Then::close};
  }
  const Answer& answer = site.answer;
  if (answer.kind == AnswerKind::silent) return {{}, {}, HttpReply::Then::hold};
  if (answer.kind == AnswerKind::reset) return {{}, {}, HttpReply::Then::reset};
  const auto [type, body] = worker_body(site);
  const bool keep = request.keep_alive && answer.kind == AnswerKind::complete;
  HttpReply reply{message(answer.status, kWorkerServer, type, body, date, keep),
                  std::chrono::milliseconds(answer.delay_ms),
                  keep ? HttpReply::Then::keep : HttpReply::Then::close};
  if (answer.kind == AnswerKind::half)
    reply.bytes.resize(reply.bytes.size() - (body.size() + 1) / 2);
  if (request.method == "HEAD") reply.bytes.resize(reply.bytes.find("\r\n\r\n") + 4);
  return reply;
}

std::uint32_t application_of(std::string_view target, std::uint32_t applications) {
  for (std::uint32_t n = 1; n < applications; ++n) {
    const std::string path = "/app" + std::to_string(n);
    if (!target.starts_with(path)) continue;
    const std::string_view rest = target.substr(path.size());
    if (rest.empty() || rest.front() == '/' || rest.front() == '?') return n;
  }
  return 0;
}

}  // namespace deepalive::standins
