#pragma once

#include <windows.h>

#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/standins/world/world.h"

namespace deepalive::standins::ctl {

// A word of the command line that does not fit. Ends with the usage's exit code.
class UsageError : public std::runtime_error {
 public:
  explicit UsageError(const std::string& what) : std::runtime_error(what) {}
};

using Words = std::span<const std::wstring>;

// "'stpo' is none of: start, stop (did you mean stop?)"
[[noreturn]] void wrong_word(std::wstring_view word, std::span<const std::wstring_view> valid);
// The word at `index`. Throws UsageError with what is missing.
const std::wstring& word_at(Words words, std::size_t index, const char* what);

// Where the world is, and whether somebody chose it for this call alone.
struct Place {
  std::wstring path;
  bool chosen;
};

void init(const Place& place, Words words);
void many_sites(World& world, Words words);
void site(World& world, Words words);
void pool(World& world, Words words);
void service(World& world, const Place& place, Words words);
void fault(World& world, Words words);
void show(World& world, Words words);
void register_all(const Place& place, Words words);
void unregister_all();

// The real service, if this world's services are real: it starts or stops and is waited for.
// False when there is none.
bool control_real_service(const wchar_t* name, bool start);
std::string describe_hresult(HRESULT result);

}  // namespace deepalive::standins::ctl
