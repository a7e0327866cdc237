#include "config/schema/section_rules.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/keys/key.h"

namespace deepalive::config {
namespace {

Json with(std::string_view name, Json value) {
  Json object = Json::object();
  object.add(std::string(name), std::move(value));
  return object;
}

Json has(const std::vector<std::string_view>& keys) { return with("required", Json::texts(keys)); }

Json is(std::string_view key, Json value) {
  Json object = with("properties", with(key, with("const", std::move(value))));
  object.add("required", Json::texts({key}));
  return object;
}

Json has_one_of(std::string_view one, std::string_view other) {
  return with("oneOf", Json::list({has({one}), has({other})}));
}

// Those keys of a check that name a kind: its sections.
std::vector<std::string_view> kinds() {
  std::vector<std::string_view> names;
  for (const Key* key : keys_of(Scope::check)) {
    if (key->type.shape == ValueType::Shape::section) names.push_back(key->name);
  }
  return names;
}

// One kind, or none where a self-made check is tuned.
void add_kinds(Json& schema) {
  std::vector<Json> any;
  for (const std::string_view kind : kinds()) any.push_back(has({kind}));
  std::vector<Json> one = any;
  one.push_back(with("not", with("anyOf", Json::list(std::move(any)))));
  schema.add("oneOf", Json::list(std::move(one)));
}

// Without an interval there is no limit, whatever burst says; with one there must be a burst.
void add_rate_limit(Json& schema) {
  const auto zeros = [](std::vector<Json> others) {
    others.push_back(Json::number(0));
    others.push_back(Json::text("0"));
    return with("enum", Json::list(std::move(others)));
  };
  Json limited = with("properties", with("burst", with("not", zeros({}))));
  limited.add("required", Json::texts({"burst"}));
  schema
      .add("if", with("properties", with("interval", zeros({Json::text("0s"), Json::text("0ms")}))))
      .add("else", std::move(limited));
}

}  // namespace

void add_rules(Scope scope, Json& schema) {
  switch (scope) {
    case Scope::iis:
      schema.add("if", is("provider", Json::text("simulated")))
          .add("then", has({"simulated_file"}));
      break;
    case Scope::check:
      add_kinds(schema);
      break;
    case Scope::auth:
      schema.add("minProperties", Json::number(1))
          .add("not", has({"basic", "bearer"}))
          .add("if", is("negotiate", Json::as_it_is("true")))
          .add("then", with("maxProperties", Json::number(1)));
      break;
    case Scope::request_queue:
      schema.add("anyOf", Json::list({has({"degraded"}), has({"fail"})}));
      break;
    case Scope::web_tls:
      schema
          .add("allOf", Json::list({has_one_of("cert", "cert_file"), has_one_of("key", "key_file"),
                                    with("not", has({"client_ca", "client_ca_file"}))}))
          .add("if", is("client_auth_type", Json::text("RequireAndVerifyClientCert")))
          .add("then", with("anyOf", Json::list({has({"client_ca"}), has({"client_ca_file"})})));
      break;
    case Scope::web_rate_limit:
      add_rate_limit(schema);
      break;
    default:
      break;
  }
}

}  // namespace deepalive::config
