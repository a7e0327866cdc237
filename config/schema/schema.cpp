#include "config/schema/schema.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "config/keys/key.h"
#include "config/schema/json_text.h"
#include "config/schema/section_rules.h"
#include "config/schema/value_schema.h"

namespace deepalive::config {
namespace {

// What an editor shows beside a key.
std::string hint(const Key& key) {
  std::string text = std::string(key.text) + "\n" + describe(key.type);
  if (key.required) text += "; needed";
  if (!key.fallback.empty()) text += "; default " + std::string(key.fallback);
  return text;
}

Json property(const Key& key) {
  Json schema = Json::object();
  schema.add("description", Json::text(hint(key)));
  if (!key.fallback.empty()) schema.add("default", fallback_json(key.type, key.fallback));
  // Beside a reference to a definition nothing else would be looked at.
  schema.add("allOf", Json::list({value_schema(key.type)}));
  return schema;
}

// Into `schema`, whose first members the caller has added.
Json& add_section(const Section& section, Json& schema) {
  const auto keys = keys_of(section.scope);
  std::vector<std::string_view> required;
  Json properties = Json::object();
  for (const Key* key : keys) {
    properties.add(std::string(key->name), property(*key));
    if (key->required) required.push_back(key->name);
  }
  schema.add("description", Json::text(section.text));
  // Nothing at all is an empty mapping, which will do where no key is needed.
  const bool may_be_nothing = required.empty() && section.scope != Scope::auth &&
                              section.scope != Scope::request_queue &&
                              section.scope != Scope::web_tls && !section.path.empty();
  schema.add("type", may_be_nothing ? Json::texts({"object", "null"}) : Json::text("object"));
  schema.add("properties", std::move(properties));
  if (!required.empty()) schema.add("required", Json::texts(required));
  schema.add("additionalProperties", Json::as_it_is("false"));
  add_rules(section.scope, schema);
  return schema;
}

}  // namespace

std::string modeline(std::string_view schema_file) {
  return "# yaml-language-server: $schema=" + std::string(schema_file) + "\n";
}

std::string json_schema(Document document) {
  Json schema = Json::object();
  Json definitions = Json::object();
  for (const Section& section : sections()) {
    if (section.document != document) continue;
    if (section.path.empty()) {
      schema.add("$schema", Json::text("http://json-schema.org/draft-07/schema#"));
      schema.add("title", Json::text("DeepAlive: " + std::string(section.name)));
      add_section(section, schema);
      continue;
    }
    Json definition = Json::object();
    definitions.add(std::string(section.name), std::move(add_section(section, definition)));
  }
  schema.add("definitions", std::move(definitions));
  return schema.write();
}

}  // namespace deepalive::config
