#include "tests/standins/cluster/property_list.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "tests/standins/cluster/rhs_abi.h"
#include "tests/standins/world/text.h"

namespace deepalive::standins {
namespace {

constexpr std::size_t kCountSize = 4;
constexpr std::size_t kHeaderSize = 8;  // syntax and length

constexpr std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

void put(Bytes& bytes, std::uint32_t number) {
  const auto* data = reinterpret_cast<const std::byte*>(&number);
  bytes.insert(bytes.end(), data, data + sizeof(number));
}

void put_item(Bytes& bytes, std::uint32_t syntax, std::span<const std::byte> data) {
  put(bytes, syntax);
  put(bytes, static_cast<std::uint32_t>(data.size()));
  bytes.insert(bytes.end(), data.begin(), data.end());
  bytes.resize(padded(bytes.size()));
}

Bytes text_bytes(std::wstring_view text) {
  Bytes bytes((text.size() + 1) * sizeof(wchar_t));
  std::memcpy(bytes.data(), text.data(), text.size() * sizeof(wchar_t));
  return bytes;
}

std::uint32_t number_at(std::span<const std::byte> bytes, std::size_t offset) {
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data() + offset, sizeof(number));
  return number;
}

void set_number(Bytes& bytes, std::size_t offset, std::uint32_t number) {
  std::memcpy(bytes.data() + offset, &number, sizeof(number));
}

std::wstring text_of(std::span<const std::byte> bytes) {
  std::wstring text(bytes.size() / sizeof(wchar_t), L'\0');
  std::memcpy(text.data(), bytes.data(), text.size() * sizeof(wchar_t));
  return text;
}

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  [[noreturn]] void fail(const char* what) const {
    throw std::invalid_argument(std::string("property list, offset ") + std::to_string(offset_) +
                                ": " + what);
  }
  std::uint32_t number() {
    if (bytes_.size() - offset_ < 4) fail("ends where a number must stand");
    offset_ += 4;
    return number_at(bytes_, offset_ - 4);
  }
  Bytes data() {
    const std::uint32_t size = number();
    if (padded(size) > bytes_.size() - offset_) fail("a length beyond the end");
    const auto* begin = bytes_.data() + offset_;
    offset_ += padded(size);
    return {begin, begin + size};
  }
  bool at_end() const { return offset_ == bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
  std::size_t offset_ = 0;
};

}  // namespace

std::optional<std::wstring> Property::text() const {
  const bool is_text =
      syntax == kSyntaxText || syntax == kSyntaxExpandText || syntax == kSyntaxExpandedText;
  if (!is_text) return std::nullopt;
  std::wstring text = text_of(value);
  while (!text.empty() && text.back() == L'\0') text.pop_back();
  return text;
}

std::optional<std::uint32_t> Property::number() const {
  if (syntax == kSyntaxWord && value.size() == 2) {
    return std::to_integer<std::uint32_t>(value[0]) | std::to_integer<std::uint32_t>(value[1]) << 8;
  }
  if (syntax != kSyntaxDword || value.size() != 4) return std::nullopt;
  return number_at(value, 0);
}

PropertyList& PropertyList::text(std::wstring_view name, std::wstring_view value) {
  return raw(name, kSyntaxText, text_bytes(value));
}

PropertyList& PropertyList::number(std::wstring_view name, std::uint32_t value) {
  return raw(name, kSyntaxDword, std::as_bytes(std::span(&value, 1)));
}

PropertyList& PropertyList::raw(std::wstring_view name, std::uint32_t syntax,
                                std::span<const std::byte> value) {
  put_item(body_, kSyntaxName, text_bytes(name));
  put_item(body_, syntax, value);
  put(body_, kSyntaxEndMark);
  ++count_;
  return *this;
}

Bytes PropertyList::bytes() const {
  Bytes list;
  put(list, count_);
  list.insert(list.end(), body_.begin(), body_.end());
  return list;
}

std::vector<Property> parse_property_list(std::span<const std::byte> list) {
  Reader reader(list);
  std::vector<Property> properties;
  for (std::uint32_t left = reader.number(); left > 0; --left) {
    Property property;
    if (reader.number() != kSyntaxName) reader.fail("no name where one must stand");
    const Bytes name = reader.data();
    property.name = text_of(name);
    if (name.size() % sizeof(wchar_t) != 0 || property.name.empty() ||
        property.name.find(L'\0') != property.name.size() - 1) {
      reader.fail("a name that is not ended by its only zero");
    }
    property.name.pop_back();
    property.syntax = reader.number();
    if (property.syntax >> 16 != 1) reader.fail("no value after a name");
    property.value = reader.data();
    if (reader.number() != kSyntaxEndMark) reader.fail("no end mark after a value");
    properties.push_back(std::move(property));
  }
  if (!reader.at_end()) reader.fail("bytes after the last property");
  return properties;
}

const Property* find_property(const std::vector<Property>& list, std::wstring_view name) {
  const auto found =
      std::ranges::find_if(list, [name](const Property& p) { return same_name(p.name, name); });
  return found == list.end() ? nullptr : &*found;
}

std::vector<std::wstring> parse_names(std::span<const std::byte> names) {
  const std::wstring text = text_of(names);
  if (names.size() % sizeof(wchar_t) != 0 || text.empty() || text.back() != L'\0') {
    throw std::invalid_argument("a list of names that is not ended by a zero");
  }
  std::vector<std::wstring> result;
  for (std::size_t begin = 0; text[begin] != L'\0'; begin = text.find(L'\0', begin) + 1) {
    result.push_back(text.substr(begin, text.find(L'\0', begin) - begin));
    if (text.find(L'\0', begin) + 1 == text.size()) {
      throw std::invalid_argument("a list of names without the last zero");
    }
  }
  return result;
}

const char* name_of(Damage damage) {
  constexpr const char* kNames[] = {
      "Empty",         "HalfACount",      "CountTooLarge",    "CountEnormous",    "CutInTheName",
      "CutInTheValue", "NoEndMark",       "NameUnterminated", "NameOddLength",    "NameLengthHuge",
      "NameIsAValue",  "ValueLengthHuge", "ValueLengthZero",  "ValueUnterminated"};
  return kNames[static_cast<int>(damage)];
}

Bytes damaged(Bytes list, Damage damage) {
  constexpr std::uint32_t kHuge = 0xFFFFFFFC;
  const std::size_t name_length = kCountSize + 4;
  const std::size_t name_end = kCountSize + kHeaderSize + number_at(list, name_length);
  const std::size_t value = kCountSize + kHeaderSize + padded(number_at(list, name_length));
  const std::size_t value_end = value + kHeaderSize + number_at(list, value + 4);
  switch (damage) {
    case Damage::empty:
      list.clear();
      break;
    case Damage::half_a_count:
      list.resize(2);
      break;
    case Damage::count_too_large:
      set_number(list, 0, number_at(list, 0) + 1);
      break;
    case Damage::count_enormous:
      set_number(list, 0, 0xFFFFFFFF);
      break;
    case Damage::cut_in_the_name:
      list.resize(name_end - 2);
      break;
    case Damage::cut_in_the_value:
      list.resize(list.size() - 6);
      break;
    case Damage::no_end_mark:
      list.resize(list.size() - 4);
      break;
    case Damage::name_unterminated:
      list[name_end - 2] = std::byte{'x'};
      break;
    case Damage::name_odd_length:
      set_number(list, name_length, number_at(list, name_length) - 1);
      break;
    case Damage::name_length_huge:
      set_number(list, name_length, kHuge);
      break;
    case Damage::name_is_a_value:
      set_number(list, kCountSize, kSyntaxText);
      break;
    case Damage::value_length_huge:
      set_number(list, value + 4, kHuge);
      break;
    case Damage::value_length_zero: {
      set_number(list, value + 4, 0);
      const auto data = list.begin() + static_cast<std::ptrdiff_t>(value + kHeaderSize);
      list.erase(data, list.begin() + static_cast<std::ptrdiff_t>(padded(value_end)));
      break;
    }
    case Damage::value_unterminated:
      list[value_end - 2] = std::byte{'x'};
      list[value_end - 1] = std::byte{'x'};
      break;
  }
  return list;
}

}  // namespace deepalive::standins
