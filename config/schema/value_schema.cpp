#include "config/schema/value_schema.h"

#include <algorithm>
#include <string>

namespace deepalive::config {
namespace {

using Shape = ValueType::Shape;

constexpr std::string_view kReference = R"(\$\{)";

Json types(std::vector<std::string_view> names) {
  return names.size() == 1 ? Json::text(names[0]) : Json::texts(names);
}

// The whole text is like this, or has a reference in it.
Json pattern(const std::string& whole_text) {
  return Json::text("^(?:" + whole_text + ")$|" + std::string(kReference));
}

std::string alternative(std::string_view other, std::string_view pattern) {
  return other.empty() ? std::string(pattern) : std::string(other) + "|" + std::string(pattern);
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == text.npos;
}

Json text_schema(const ValueType& type) {
  Json schema = Json::object();
  schema.add("type", types({"string", "number", "boolean"}));
  if (type.most > 0) {
    schema.add("minimum", Json::number(type.least)).add("maximum", Json::number(type.most));
  }
  if (!type.pattern.empty()) {
    schema.add("pattern", pattern(std::string(type.pattern)));
  } else if (!type.may_be_empty) {
    schema.add("minLength", Json::number(1));
  }
  return schema;
}

Json reference_schema() {
  Json schema = Json::object();
  schema.add("type", Json::text("string")).add("pattern", Json::text(kReference));
  return schema;
}

Json word_schema(const ValueType& type) {
  std::vector<Json> words;
  for (const std::string_view word : type.words()) words.push_back(Json::text(word));
  for (const std::string_view word : type.words()) {
    if (is_number(word)) words.push_back(Json::as_it_is(std::string(word)));
  }
  Json one_of_them = Json::object();
  one_of_them.add("enum", Json::list(std::move(words)));
  Json schema = Json::object();
  schema.add("anyOf", Json::list({std::move(one_of_them), reference_schema()}));
  return schema;
}

Json flag_schema() {
  Json schema = Json::object();
  schema.add("type", types({"boolean", "string"})).add("pattern", pattern("true|false"));
  return schema;
}

Json number_schema(const ValueType& type) {
  Json schema = Json::object();
  schema.add("type", types({"integer", "string"}))
      .add("minimum", Json::number(type.least))
      .add("maximum", Json::number(type.most))
      .add("pattern", pattern(alternative(type.other, "[0-9]+")));
  if (type.other != "false") return schema;
  Json flag = Json::object();
  flag.add("enum", Json::list({Json::as_it_is("false")}));
  Json either = Json::object();
  either.add("anyOf", Json::list({std::move(schema), std::move(flag)}));
  return either;
}

Json duration_schema(const ValueType& type) {
  Json schema = Json::object();
  const bool zero = type.other == "0";
  schema.add("type", zero ? types({"string", "integer"}) : types({"string"}));
  if (zero) schema.add("minimum", Json::number(0)).add("maximum", Json::number(0));
  schema.add("pattern", pattern(alternative(type.other, "[0-9]+(?:ms|s|m|h|d)")));
  return schema;
}

Json size_schema(const ValueType& type) {
  Json schema = Json::object();
  schema.add("type", types({"integer", "string"}))
      .add("minimum", Json::number(type.least))
      .add("maximum", Json::number(type.most))
      .add("pattern", pattern("[0-9]+(?:B|KiB|MiB|GiB)?"));
  return schema;
}

Json list_schema(const ValueType& type) {
  Json schema = Json::object();
  schema.add("type", Json::text("array"));
  if (type.least > 0) schema.add("minItems", Json::number(type.least));
  schema.add("maxItems", Json::number(type.most));
  if (type.first == nullptr) return schema.add("items", value_schema(*type.item));
  return schema.add("items", Json::list({value_schema(*type.first)}))
      .add("additionalItems", value_schema(*type.item));
}

// A key takes no references.
Json name_schema(std::string_view pattern) {
  Json schema = Json::object();
  schema.add("pattern", Json::text("^(?:" + std::string(pattern) + ")$"));
  return schema;
}

Json by_name_schema(const ValueType& type) {
  Json schema = Json::object();
  // Nothing at all is an empty mapping.
  schema.add("type", types({"object", "null"}))
      .add("maxProperties", Json::number(type.most))
      .add("propertyNames", name_schema(type.pattern))
      .add("additionalProperties", value_schema(*type.item));
  return schema;
}

Json section_schema(const ValueType& type) {
  Json schema = Json::object();
  schema.add("$ref", Json::text("#/definitions/" + std::string(section_of(type.scope).name)));
  return schema;
}

}  // namespace

Json value_schema(const ValueType& type) {
  switch (type.shape) {
    case Shape::section:
      return section_schema(type);
    case Shape::by_name:
      return by_name_schema(type);
    case Shape::list:
      return list_schema(type);
    case Shape::text:
      return text_schema(type);
    case Shape::word:
      return word_schema(type);
    case Shape::flag:
      return flag_schema();
    case Shape::number:
      return number_schema(type);
    case Shape::duration:
      return duration_schema(type);
    case Shape::size:
      return size_schema(type);
  }
  return Json::object();
}

Json fallback_json(const ValueType& type, std::string_view fallback) {
  const bool as_it_is = type.shape == Shape::list || type.shape == Shape::number ||
                        type.shape == Shape::flag || fallback == "0";
  return as_it_is ? Json::as_it_is(std::string(fallback)) : Json::text(fallback);
}

}  // namespace deepalive::config
