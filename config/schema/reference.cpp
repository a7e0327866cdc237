#include "config/schema/reference.h"

#include <string_view>

#include "config/keys/key.h"

namespace deepalive::config {
namespace {

constexpr std::string_view kReferenceHead =
    R"(# Every configuration key

Made by `deepalive config reference` from the agent's own list of keys. [The sample](../config/deepalive.sample.yaml) shows
them together, [more samples](../config/samples/) common cases, [checks.md](checks.md) and [rules.md](rules.md) what they do.

Durations are a whole number and `ms`, `s`, `m`, `h` or `d`, sizes a whole number and `B`, `KiB`, `MiB` or `GiB`. Relative
paths start at the file's folder. Any value may take in `${env:NAME}`, `${env:NAME:-default}`, `${file:PATH}` or
`${dpapi:BASE64}` ([secrets.md](secrets.md)); `$${` is a plain `${`. An unknown key is an error, which names the nearest one.

Editors with the YAML language server (Visual Studio Code, Neovim and others) complete and check these keys where the first line is
`# yaml-language-server: $schema=deepalive.schema.json`: `deepalive config init` writes it, and the schema beside it;
`deepalive config schema --out deepalive.schema.json` writes the schema alone, `deepalive config schema web` that of
`agent.web_config`'s file.
)";

// Within a cell of a table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '*' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string value_cell(const Key& key) {
  const ValueType& type = key.type;
  const auto link = [](const ValueType& to) {
    const std::string name(section_of(to.scope).name);
    return "[" + name + "](#" + name + ")";
  };
  const auto is_section = [](const ValueType* of) {
    return of != nullptr && of->shape == ValueType::Shape::section;
  };
  if (is_section(&type)) return link(type);
  std::string text = cell(describe(type));
  if (!is_section(type.item)) return text;
  if (type.shape == ValueType::Shape::by_name) return text + ": " + link(*type.item);
  return "list of at most " + std::to_string(type.most) + ": " + link(*type.item);
}

std::string rows(Scope scope) {
  std::string text = "| key | value | default | |\n|---|---|---|---|\n";
  for (const Key* key : keys_of(scope)) {
    text.append("| `").append(key->name).append("` | ").append(value_cell(*key)).append(" | ");
    if (key->required) {
      text += "needed";
    } else if (!key->fallback.empty()) {
      text.append("`").append(key->fallback).append("`");
    }
    text.append(" | ").append(cell(key->text)).append(" |\n");
  }
  return text;
}

}  // namespace

std::string reference() {
  std::string text(kReferenceHead);
  for (const Section& section : sections()) {
    text.append("\n## ").append(section.name).append("\n\n");
    if (!section.path.empty()) text.append("`").append(section.path).append("`");
    if (section.document == Document::web) {
      text.append(section.path.empty() ? "" : " ").append("in the file of `agent.web_config`");
    }
    text.append(section.path.empty() && section.document != Document::web ? "" : ": ");
    text.append(cell(section.text)).append("\n");
    if (!keys_of(section.scope).empty()) text.append("\n").append(rows(section.scope));
  }
  return text;
}

}  // namespace deepalive::config
