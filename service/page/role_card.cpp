#include "service/page/role_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "service/page/check_item.h"
#include "service/page/html.h"

namespace deepalive::service {
namespace {

template <class... Args>
void add(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

std::string_view sentence_of(Reason reason) {
  return all_reasons()[static_cast<std::size_t>(reason)].sentence;
}

void add_head(std::string& out, const RoleView& view, bool open) {
  const std::string name = escaped(view.role->spec->name);
  const std::string address = url_encoded(view.role->spec->name);
  const std::string_view verdict = to_name(view.judgement.verdict);
  add(out,
      "<article id=\"role-{0}\" class=\"card {1}{5}\" data-verdict=\"{2}\" "
      "aria-labelledby=\"name-{0}\"><div class=\"head\"><h3 id=\"name-{0}\"><a "
      "href=\"/?role={3}\">{0}</a></h3><span class=\"badge {1}\">{4}{2}</span>",
      name, tone_of(view.standing), verdict, address, icon(icon_of(view.standing)),
      open ? " wide" : "");
  if (view.standing == Standing::not_ready) out += "<span class=\"badge warn\">not ready</span>";
  add(out, "<span class=\"dim since\">since {}</span></div>", time_element(view.role->since.wall));
}

void add_cause(std::string& out, const RoleView& view) {
  const Judgement& judgement = view.judgement;
  if (view.standing == Standing::healthy || view.standing == Standing::maintenance) return;
  add(out, "<p class=\"cause\">{}</p>", escaped(judgement.detail));
  if (judgement.reason == Reason::ok) return;
  add(out, "<p class=\"dim\">{}</p>", sentence_of(judgement.reason));
}

void add_maintenance(std::string& out, const RoleHealth& role, Instant now) {
  const auto& maintenance = role.memory.maintenance;
  if (!maintenance || maintenance->until <= now.steady) return;
  const Judgement otherwise =
      without_maintenance(role.spec->rules, role.checks, role.memory, now.steady);
  add(out, "<p class=\"note\">Until {}{}{}. Without it: <b>{}</b>, {}.</p>",
      time_element(maintenance->until_wall, true), maintenance->reason.empty() ? "" : ": ",
      escaped(maintenance->reason), to_name(otherwise.verdict), escaped(otherwise.detail));
}

void add_answers(std::string& out, const RoleView& view, TimePoint now) {
  const auto word = [](bool alive) { return alive ? "alive" : "dead"; };
  const Answers& answers = view.judgement.answers;
  const std::string address = url_encoded(view.role->spec->name);
  add(out,
      "<p class=\"dim facts\"><span>IsAlive <b class=\"{}\">{}</b></span> <span>LooksAlive <b "
      "class=\"{}\">{}</b></span> ",
      word(answers.is_alive), word(answers.is_alive), word(answers.looks_alive),
      word(answers.looks_alive));
  if (view.role->spec->placement == Placement::cluster) {
    add(out, "<span>{} here</span> ",
        view.role->memory.placement == NodePlacement::standby ? "on standby" : "active");
  }
  for (const GroupSpec& group : view.role->spec->rules.groups) {
    const RoleHealth& role = *view.role;
    const auto down = std::ranges::count_if(group.members, [&](std::size_t member) {
      const Condition& condition = role.checks[member]->condition;
      return condition.state_at(now, role.spec->rules.stale_after) == ConditionState::down;
    });
    add(out, "<span>group {}: {} of {} not down, {} required</span> ", escaped(group.name),
        group.members.size() - static_cast<std::size_t>(down), group.members.size(),
        group.required);
  }
  add(out, "<a href=\"/health/{0}\">answer</a> <a href=\"/api/v1/roles/{0}\">JSON</a></p>",
      address);
}

// "8 checks: 1 down, 7 up".
std::string checks_in_words(const RoleHealth& role, TimePoint now) {
  std::size_t states[3] = {};
  for (const auto& check : role.checks) {
    const auto state = check->condition.state_at(now, role.spec->rules.stale_after);
    ++states[static_cast<std::size_t>(state)];
  }
  std::string text = counted(role.checks.size(), "check");
  const char* separator = ": ";
  for (const auto state : {ConditionState::down, ConditionState::unknown, ConditionState::up}) {
    const std::size_t count = states[static_cast<std::size_t>(state)];
    if (count == 0) continue;
    add(text, "{}{} {}", std::exchange(separator, ", "), count, to_name(state));
  }
  return text;
}

}  // namespace

void add_card(std::string& out, const RoleView& view, const RecentResults& recent, Instant now,
              CardOptions options) {
  const RoleHealth& role = *view.role;
  add_head(out, view, options.open);
  add_cause(out, view);
  add_maintenance(out, role, now);
  add_answers(out, view, now.steady);
  if (role.checks.size() == 0) {
    out += "</article>\n";
    return;
  }
  const std::string name = escaped(role.spec->name);
  add(out,
      "<details id=\"checks-{}\" data-open=\"{}\"{}><summary>{}</summary><ul class=\"checks\">\n",
      name, options.open ? 1 : 0, options.open ? " open" : "", checks_in_words(role, now.steady));
  const std::vector<std::size_t> order = worst_first(role, now.steady);
  const std::size_t shown = std::min(order.size(), options.most_checks);
  for (std::size_t i = 0; i < shown; ++i) {
    add_check(out, role, order[i], recent.of(role.spec->name, role.checks[order[i]]->spec->name),
              now.steady);
  }
  out += "</ul>";
  if (shown < order.size()) {
    add(out, "<p class=\"dim\">{} more in <a href=\"/api/v1/roles/{}\">JSON</a>.</p>",
        order.size() - shown, url_encoded(role.spec->name));
  }
  out += "</details></article>\n";
}

void add_tile(std::string& out, const RoleView& view) {
  const std::string name = escaped(view.role->spec->name);
  const bool trouble = is_trouble(view.standing);
  add(out,
      "<li id=\"tile-{0}\" data-verdict=\"{1}\"><a class=\"tile {2}\" "
      "href=\"/?role={3}\">{4}<span>{0}</span> <small{5}>{1}{6}</small></a></li>\n",
      name, to_name(view.judgement.verdict), tone_of(view.standing),
      url_encoded(view.role->spec->name), icon(icon_of(view.standing)),
      trouble ? "" : " class=\"out-of-sight\"",
      trouble ? fmt::format(", {}", to_name(view.judgement.reason)) : "");
}

}  // namespace deepalive::service
