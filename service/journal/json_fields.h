#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace deepalive::service {

// Reads an object that a disk gave: what is missing or of another kind reads as nothing.
class JsonFields {
 public:
  explicit JsonFields(const boost::json::object& object) : object_(object) {}

  std::string text(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
  }
  bool flag(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    return value && value->is_bool() && value->get_bool();
  }
  std::int64_t number(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    if (!value || !value->is_number()) return 0;
    boost::system::error_code error;
    const auto number = value->to_number<std::int64_t>(error);
    return error ? 0 : number;
  }
  const boost::json::object* object(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    return value ? value->if_object() : nullptr;
  }
  const boost::json::array& array(std::string_view key) const {
    static const boost::json::array kNone;
    const auto* value = object_.if_contains(key);
    return value && value->is_array() ? value->get_array() : kNone;
  }
  bool has(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    return value && !value->is_null();
  }

 private:
  const boost::json::object& object_;
};

}  // namespace deepalive::service
