#include "cluster/resource/property_list.h"

#include <algorithm>
#include <cstring>

namespace deepalive::cluster {
namespace {

constexpr std::size_t kPadding = 4;

std::size_t padded(std::size_t size) { return (size + kPadding - 1) / kPadding * kPadding; }

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::optional<std::uint32_t> number() {
    if (bytes_.size() < sizeof(std::uint32_t)) return std::nullopt;
    std::uint32_t value = 0;
    std::memcpy(&value, bytes_.data(), sizeof(value));
    bytes_ = bytes_.subspan(sizeof(value));
    return value;
  }
  // Also takes the padding. At the end of the list it may be missing.
  std::optional<std::span<const std::byte>> take(std::size_t size) {
    if (size > bytes_.size()) return std::nullopt;
    const auto taken = bytes_.first(size);
    bytes_ = bytes_.subspan(std::min(padded(size), bytes_.size()));
    return taken;
  }
  // An even number of bytes that ends in the text's only zero.
  std::optional<std::u16string> text(std::size_t size) {
    const auto taken = take(size);
    if (!taken || size % sizeof(char16_t) != 0 || size == 0) return std::nullopt;
    std::u16string text(size / sizeof(char16_t), u'\0');
    std::memcpy(text.data(), taken->data(), size);
    if (text.find(u'\0') != text.size() - 1 || text.size() > kMaxPropertyText) return std::nullopt;
    text.pop_back();
    return text;
  }

 private:
  std::span<const std::byte> bytes_;
};

std::optional<PropertyValue> read_value(Reader& reader) {
  const auto syntax = reader.number();
  const auto size = reader.number();
  if (!syntax || !size) return std::nullopt;
  switch (static_cast<PropertySyntax>(*syntax)) {
    case PropertySyntax::dword: {
      if (*size != sizeof(std::uint32_t)) return std::nullopt;
      return reader.number();
    }
    case PropertySyntax::text:
      return reader.text(*size);
    default:
      return std::nullopt;
  }
}

class Writer {
 public:
  void number(std::uint32_t value) {
    const auto* bytes = reinterpret_cast<const std::byte*>(&value);
    bytes_.insert(bytes_.end(), bytes, bytes + sizeof(value));
  }
  void text(PropertySyntax syntax, std::u16string_view text) {
    const std::size_t size = (text.size() + 1) * sizeof(char16_t);
    number(static_cast<std::uint32_t>(syntax));
    number(static_cast<std::uint32_t>(size));
    const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
    bytes_.insert(bytes_.end(), bytes, bytes + text.size() * sizeof(char16_t));
    bytes_.resize(padded(bytes_.size() + sizeof(char16_t)));
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace

std::optional<std::vector<Property>> parse_property_list(std::span<const std::byte> bytes) {
  if (bytes.size() > kMaxPropertyList) return std::nullopt;
  Reader reader(bytes);
  const auto count = reader.number();
  if (!count || *count > kMaxProperties) return std::nullopt;
  std::vector<Property> properties;
  for (std::uint32_t i = 0; i < *count; ++i) {
    const auto syntax = reader.number();
    const auto size = reader.number();
    if (!syntax || !size || static_cast<PropertySyntax>(*syntax) != PropertySyntax::name) {
      return std::nullopt;
    }
    auto name = reader.text(*size);
    auto value = name ? read_value(reader) : std::nullopt;
    const auto end = reader.number();
    if (!value || !end || static_cast<PropertySyntax>(*end) != PropertySyntax::end_mark) {
      return std::nullopt;
    }
    properties.push_back({*std::move(name), *std::move(value)});
  }
  return properties;
}

std::vector<std::byte> build_property_list(std::span<const Property> properties) {
  Writer writer;
  writer.number(static_cast<std::uint32_t>(properties.size()));
  for (const Property& property : properties) {
    writer.text(PropertySyntax::name, property.name);
    if (const auto* number = std::get_if<std::uint32_t>(&property.value)) {
      writer.number(static_cast<std::uint32_t>(PropertySyntax::dword));
      writer.number(sizeof(*number));
      writer.number(*number);
    } else {
      writer.text(PropertySyntax::text, std::get<std::u16string>(property.value));
    }
    writer.number(static_cast<std::uint32_t>(PropertySyntax::end_mark));
  }
  return writer.take();
}

bool same_property_name(std::u16string_view a, std::u16string_view b) {
  const auto lower = [](char16_t c) {
    return c >= u'A' && c <= u'Z' ? static_cast<char16_t>(c - u'A' + u'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace deepalive::cluster
