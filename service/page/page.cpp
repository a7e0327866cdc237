#include "service/page/page.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "probes/http/base64.h"
#include "service/http/query.h"
#include "service/page/html.h"
#include "service/page/page_assets.h"
#include "service/page/role_card.h"
#include "service/page/role_view.h"

namespace deepalive::service {
namespace {

// Bounds of the page's size and of the time that it takes to make.
constexpr std::size_t kCards = 12;        // of more roles, those that are well are tiles
constexpr std::size_t kChecks = 80;       // in all cards together
constexpr std::size_t kOpenCards = 3;     // whose checks are to be seen at once
constexpr std::size_t kRoleChecks = 200;  // on the page of one role

constexpr std::string_view kIcons = R"(<svg hidden>
<symbol id="i-unhealthy" viewBox="0 0 16 16"><path d="M5 1h6l4 4v6l-4 4H5l-4-4V5zM5.5 5.5l5 5m0-5l-5 5"/></symbol>
<symbol id="i-degraded" viewBox="0 0 16 16"><path d="M8 1.5L15 14H1zM8 6v3.5m0 2v.1"/></symbol>
<symbol id="i-unknown" viewBox="0 0 16 16"><path d="M8 .8L15.2 8 8 15.2.8 8zM6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2m0 2v.1"/></symbol>
<symbol id="i-initializing" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7"/><path d="M8 4v4l2.5 1.5"/></symbol>
<symbol id="i-maintenance" viewBox="0 0 16 16"><rect x="1" y="1" width="14" height="14" rx="3"/><path d="M6 5v6m4-6v6"/></symbol>
<symbol id="i-standby" viewBox="0 0 16 16"><path d="M13.5 10A6.5 6.5 0 0 1 6 2.5a6.5 6.5 0 1 0 7.5 7.5z"/></symbol>
<symbol id="i-healthy" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7"/><path d="M4.8 8.2l2.3 2.3 4.2-4.6"/></symbol>
</svg>
)";

std::string sha256_base64(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
  return probes::to_base64({reinterpret_cast<const char*>(digest.data()), length});
}

// The colours of page.css, for the sign in a browser's tab.
std::string_view colour_of(std::string_view tone) {
  if (tone == "bad") return "b3201a";
  if (tone == "warn") return "c98500";
  if (tone == "good") return "1b8a3f";
  return tone == "info" ? "1659b5" : "707a86";
}

// What of the page depends on what is shown, and the same for all pages: made once.
struct Frame {
  std::string policy;
  std::string build;  // of style and script: a page that was made by others is to be loaded anew
  std::string style;
  std::string script;
  std::string host;
};

Frame make_frame(std::string_view host) {
  const std::string style(kPageStyle);
  const std::string script(kPageScript);
  return {.policy = "default-src 'none'; style-src 'sha256-" + sha256_base64(style) +
                    "'; script-src 'sha256-" + sha256_base64(script) +
                    "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
                    "frame-ancestors 'none'",
          .build = sha256_base64(style + script).substr(0, 12),
          .style = "<style>" + style + "</style>",
          .script = "<script>" + script + "</script>",
          .host = escaped(host)};
}

void add_roles(std::string& out, const PageSources& sources, std::span<const RoleView> views,
               Instant now) {
  const auto is_card = [&](const RoleView& view) {
    return views.size() <= kCards || is_trouble(view.standing);
  };
  std::size_t cards = 0;
  std::size_t checks = 0;
  std::string in_full;
  for (const RoleView& view : views) {
    if (cards == kCards || checks >= kChecks || !is_card(view)) break;
    const bool open =
        (is_trouble(view.standing) && cards < kOpenCards) || views.size() <= kOpenCards;
    const std::size_t most = std::min(view.role->checks.size(), kChecks - checks);
    add_card(in_full, view, sources.recent, now, {.open = open, .most_checks = most});
    ++cards;
    checks += most;
  }
  if (cards > 0) {
    out +=
        "<section id=\"roles\" aria-labelledby=\"h-roles\"><h2 id=\"h-roles\">Roles</h2><div "
        "class=\"cards\">\n";
    out += in_full;
    out += "</div></section>\n";
  }
  if (cards == views.size()) return;
  fmt::format_to(std::back_inserter(out),
                 "<section id=\"others\" aria-labelledby=\"h-others\"><h2 "
                 "id=\"h-others\">{}</h2><ul class=\"tiles\">\n",
                 counted(views.size() - cards, cards == 0 ? "role" : "other role"));
  for (const RoleView& view : views.subspan(cards)) add_tile(out, view);
  out += "</ul></section>\n";
}

// What stands in <main>: of all roles, or of one.
std::string main_part(const PageSources& sources, std::span<const RoleView> views,
                      std::string_view role, Instant now) {
  std::string out;
  if (role.empty()) {
    add_summary(out, views);
    add_roles(out, sources, views, now);
  } else {
    out +=
        "<p class=\"back\"><a href=\"/\">← All roles</a></p><section id=\"roles\" "
        "aria-labelledby=\"h-roles\"><h2 id=\"h-roles\" class=\"out-of-sight\">Role</h2><div "
        "class=\"cards\">\n";
    add_card(out, views.front(), sources.recent, now, {.open = true, .most_checks = kRoleChecks});
    out += "</div></section>\n";
  }
  out += "<div id=\"below\" class=\"below\">\n";
  add_history(out, sources.history, std::string(role));
  add_agent(out, sources.agent, views);
  out += "</div>";
  return out;
}

HttpReply reply(const PageSources& sources, const Frame& frame, const HttpRequest& request) {
  const Instant now = sources.clock();
  const std::string_view role = parameter(request.query(), "role");
  std::vector<RoleView> views;
  if (role.empty()) {
    views = views_of(sources.node, now.steady);
  } else if (auto found = sources.node.find(role)) {
    views.push_back(view_of(std::move(found), now.steady));
  } else {
    return {.status = 404, .body = "No such role here; / shows those that there are.\n"};
  }

  const std::string body = main_part(sources, views, role, now);
  const std::string title =
      role.empty() ? headline(views)
                   : escaped(role) + " is " + std::string(words_of(views.front().standing));
  const std::string_view tone = views.empty() ? "idle" : tone_of(views.front().standing);
  const std::string etag = "W/\"" + sha256_base64(frame.build + title + body).substr(0, 24) + "\"";
  std::vector<std::pair<std::string, std::string>> headers = {
      {"ETag", etag}, {"Content-Security-Policy", frame.policy}};
  if (request.if_none_match == etag) {
    return {.status = 304, .body = "", .headers = std::move(headers)};
  }

  std::string out;
  out.reserve(body.size() + frame.style.size() + frame.script.size() + kIcons.size() + 4096);
  fmt::format_to(
      std::back_inserter(out),
      "<!doctype html>\n<html lang=\"en\" data-build=\"{}\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>\n"
      "<title>{} · {} · DeepAlive</title>\n"
      "<link id=\"icon\" rel=\"icon\" href=\"data:image/svg+xml,%3Csvg "
      "xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' "
      "fill='%23{}'/%3E%3C/svg%3E\">\n{}</head>\n<body>",
      frame.build, title, frame.host, colour_of(tone), frame.style);
  out += kIcons;
  fmt::format_to(
      std::back_inserter(out),
      "<a class=\"skip\" href=\"#main\">Skip to the roles</a>\n"
      "<header><h1>DeepAlive <span>on {}</span></h1>\n<p id=\"live\">as of <time id=\"now\" "
      "datetime=\"{}\">{}</time></p></header>\n"
      "<p id=\"stale\" class=\"stale\" role=\"alert\" hidden><strong id=\"stale-text\"></strong> "
      "<span aria-hidden=\"true\">(<span id=\"stale-age\"></span>)</span></p>\n"
      "<p id=\"news\" class=\"out-of-sight\" role=\"status\"></p>\n"
      "<main id=\"main\" tabindex=\"-1\">",
      frame.host, to_utc_text(now.wall), to_utc_text(now.wall));
  out += body;
  out +=
      "</main>\n<footer><span>The same for programs:</span> <a href=\"/api/v1/status\">API</a> "
      "<a href=\"/api/v1/history\">history</a> <a href=\"/metrics\">metrics</a></footer>\n";
  out += frame.script;
  out += "</body></html>\n";
  return {.content_type = "text/html; charset=utf-8",
          .body = std::move(out),
          .headers = std::move(headers)};
}

}  // namespace

HttpHandler make_page(PageSources sources) {
  Frame frame = make_frame(sources.agent.host);
  return [sources = std::move(sources), frame = std::move(frame)](const HttpRequest& request) {
    return reply(sources, frame, request);
  };
}

}  // namespace deepalive::service
