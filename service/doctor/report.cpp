#include "service/doctor/report.h"

#include <algorithm>
#include <boost/json.hpp>

#include "service/commands/table.h"

namespace deepalive::service::doctor {
namespace {

namespace json = boost::json;

constexpr std::string_view kIndent = "  ";
constexpr std::size_t kStateWidth = 14;  // "could not look"
constexpr std::size_t kLeastText = 30;   // of a column that is broken into lines

std::string words_of(State state) {
  return state == State::could_not_look ? "could not look" : std::string(to_name(state));
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::size_t requirement_width() {
  std::size_t width = 0;
  for (const Requirement& one : all_requirements()) width = std::max(width, one.text.size());
  return width;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string title_of(const Row& row) {
  std::string title(row.requirement->area);
  return row.role.empty() ? title : title + " " + row.role;
}

void print_area(std::ostream& out, std::span<const Row> rows, std::size_t width) {
  const std::size_t before = kIndent.size() + kStateWidth + 2 + requirement_width() + 2;
  const std::size_t rest = width > before + kLeastText ? width - before : kLeastText;
  out << '\n' << title_of(rows.front()) << '\n';
  Table table({padded("STATE", kStateWidth), padded("REQUIREMENT", requirement_width()), "FOUND"});
  for (const Row& row : rows) {
    auto lines = wrapped(row.judgement.found, rest);
    if (lines.empty()) lines.emplace_back("-");
    table.add({words_of(row.judgement.state), std::string(row.requirement->text), lines.front()});
    for (std::size_t i = 1; i < lines.size(); ++i) table.add({"", "", lines[i]});
  }
  table.print(out, kIndent);
}

void print_fixes(std::ostream& out, std::span<const Row> rows, std::size_t width) {
  std::size_t number = 0;
  for (const Row& row : rows) {
    const Judgement& judgement = row.judgement;
    if (judgement.state == State::ok || judgement.fix.empty()) continue;
    if (number == 0) out << "\nWhat to do\n";
    const std::string start = kIndent.data() + std::to_string(++number) + ". ";
    const std::size_t indent = start.size();
    const auto lines =
        wrapped(title_of(row) + ", " + std::string(row.requirement->text) + ": " + judgement.fix,
                std::max(width, indent + kLeastText) - indent);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out << (i == 0 ? start : std::string(indent, ' ')) << lines[i] << '\n';
    }
  }
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const auto end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (!line.empty() && characters(line) + 1 + characters(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

void print_report(std::ostream& out, const Facts& facts, std::span<const Row> rows,
                  std::size_t width) {
  std::size_t counts[4] = {};
  for (const Row& row : rows) ++counts[static_cast<std::size_t>(row.judgement.state)];
  const auto count = [&counts](State state) { return counts[static_cast<std::size_t>(state)]; };
  out << "Node " << facts.node << ": " << count(State::ok) << " ok, " << count(State::warning)
      << (count(State::warning) == 1 ? " warning, " : " warnings, ") << count(State::fail)
      << (count(State::fail) == 1 ? " fails, " : " fail, ") << count(State::could_not_look)
      << " could not be looked at\n";
  for (auto begin = rows.begin(); begin != rows.end();) {
    const auto end = std::find_if(begin, rows.end(), [&](const Row& row) {
      return row.requirement->area != begin->requirement->area || row.role != begin->role;
    });
    print_area(out, {begin, end}, width);
    begin = end;
  }
  print_fixes(out, rows, width);
}

std::string report_json(const Facts& facts, std::span<const Row> rows) {
  json::array list;
  for (const Row& row : rows) {
    const Requirement& one = *row.requirement;
    json::object item{{"id", one.id},
                      {"area", one.area},
                      {"role", row.role.empty() ? json::value(nullptr) : json::value(row.role)},
                      {"requirement", one.text},
                      {"source", one.source},
                      {"looks_at", one.looks_at},
                      {"important", one.important},
                      {"state", to_name(row.judgement.state)},
                      {"found", row.judgement.found},
                      {"fix", row.judgement.fix}};
    list.push_back(std::move(item));
  }
  return json::serialize(json::object{
      {"node", facts.node}, {"exit_code", exit_code_of(rows)}, {"rows", std::move(list)}});
}

}  // namespace deepalive::service::doctor
