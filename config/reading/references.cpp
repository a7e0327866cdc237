#include "config/reading/references.h"

#include <algorithm>
#include <utility>

#include "config/limits.h"
#include "config/reading/text.h"

namespace deepalive::config {
namespace {

bool is_variable_name(std::string_view name) {
  // Windows has names such as ProgramFiles(x86).
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '(' || c == ')' || c == '.';
  });
}

}  // namespace

bool has_reference(std::string_view written) { return written.find("${") != written.npos; }

std::string masked_references(std::string_view written) {
  constexpr std::string_view kOpen = "${dpapi:";
  std::string masked;
  for (auto at = written.find(kOpen); at != written.npos; at = written.find(kOpen)) {
    masked.append(written.substr(0, at + kOpen.size())).append("***");
    const auto close = written.find('}', at);
    written.remove_prefix(close == written.npos ? written.size() : close);
  }
  return masked.append(written);
}

std::string escape_references(std::string_view text) {
  std::string escaped;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at).starts_with("${")) escaped += '$';
    escaped += text[at];
  }
  return escaped;
}

bool References::expand(std::string_view written, std::string& expanded, std::string& error) {
  expanded.clear();
  while (!written.empty()) {
    if (written.starts_with("$${")) {
      expanded += "${";
      written.remove_prefix(3);
    } else if (written.starts_with("${")) {
      const auto close = written.find('}');
      if (close == written.npos) {
        error = "a reference ${… is not closed; write $${ for a plain ${";
        return false;
      }
      if (!append(written.substr(2, close - 2), expanded, error)) return false;
      written.remove_prefix(close + 1);
    } else {
      expanded += written.front();
      written.remove_prefix(1);
    }
  }
  return true;
}

bool References::append(std::string_view reference, std::string& expanded, std::string& error) {
  if (reference.starts_with("env:")) return append_variable(reference.substr(4), expanded, error);
  if (reference.starts_with("file:")) return append_file(reference.substr(5), expanded, error);
  if (reference.starts_with("dpapi:")) return append_secret(reference.substr(6), expanded, error);
  error = "${" + printable(reference) +
          "} is no reference; there are ${env:NAME}, ${env:NAME:-default}, ${file:PATH} and "
          "${dpapi:BASE64}, and $${ for a plain ${";
  return false;
}

bool References::append_variable(std::string_view reference, std::string& expanded,
                                 std::string& error) {
  const auto fallback = reference.find(":-");
  const std::string name(reference.substr(0, fallback));
  if (!is_variable_name(name)) {
    error = in_quotes(name) + " is no name of an environment variable";
    return false;
  }
  const auto value = environment_.variable(name);
  // As in a shell, an empty variable takes the default too.
  if (fallback != reference.npos && (!value || value->empty())) {
    return append_text(reference.substr(fallback + 2), expanded, error);
  }
  if (!value) {
    error = "the environment variable " + printable(name) +
            " is not set; set it for the service, or write ${env:" + printable(name) + ":-default}";
    return false;
  }
  if (first_invalid_utf8(*value)) {
    error = "the environment variable " + printable(name) + " is not UTF-8";
    return false;
  }
  return append_text(*value, expanded, error);
}

bool References::append_file(std::string_view reference, std::string& expanded,
                             std::string& error) {
  if (reference.empty() || has_control_character(reference)) {
    error = "${file:} needs the path of a file";
    return false;
  }
  auto known = files_.find(reference);
  if (known == files_.end()) {
    if (is_exhausted(error)) return false;
    const std::string name(reference);
    const auto file = (folder_ / path_from_utf8(name)).lexically_normal();
    auto content = environment_.file(file, kMaxReferencedFile);
    const std::string shown = "the file " + in_quotes(utf8_from_path(file), kMaxShownPath);
    if (!content) {
      error = shown + " " + content.error().where;
      return false;
    }
    if (first_invalid_utf8(*content) || first_control_character(*content)) {
      error = shown + " is not text in UTF-8";
      return false;
    }
    if (content->ends_with('\n')) content->pop_back();
    if (content->ends_with('\r')) content->pop_back();
    known = files_.emplace(name, *std::move(content)).first;
    if (std::string told = exposure_of(file); !told.empty()) warnings_.push_back(std::move(told));
  }
  return append_text(known->second, expanded, error);
}

bool References::append_secret(std::string_view reference, std::string& expanded,
                               std::string& error) {
  const auto is_base64 = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '/' || c == '=';
  };
  if (reference.empty() || !std::ranges::all_of(reference, is_base64)) {
    error = "${dpapi:} needs what 'deepalive config protect' printed, in one line";
    return false;
  }
  if (reference.size() > kMaxProtected) {
    error = "${dpapi:} holds more than " + std::to_string(kMaxProtected / 1024) +
            " KiB, the limit; keep so much in a file";
    return false;
  }
  if (is_exhausted(error)) return false;
  const auto secret =
      environment_.unprotect
          ? environment_.unprotect(reference)
          : Result<std::string>(Error{Reason::internal_error, 0, "is not known here"});
  if (!secret) {
    error = "${dpapi:} " + secret.error().where;
    return false;
  }
  if (first_invalid_utf8(*secret) || first_control_character(*secret)) {
    error = "${dpapi:} holds what is not text in UTF-8";
    return false;
  }
  return append_text(*secret, expanded, error);
}

std::string References::exposure_of(const std::filesystem::path& file) {
  if (!environment_.exposure || !told_.insert(file).second) return "";
  const std::string exposure = environment_.exposure(file);
  if (exposure.empty()) return "";
  return "the file " + in_quotes(utf8_from_path(file), kMaxShownPath) + " " + exposure;
}

bool References::append_text(std::string_view text, std::string& expanded, std::string& error) {
  taken_in_ += text.size();
  if (is_exhausted(error)) return false;
  expanded += text;
  return true;
}

bool References::is_exhausted(std::string& error) const {
  if (taken_in_ <= kMaxReferenced) return false;
  error = "the references of this file take in more than " + std::to_string(kMaxReferenced >> 20) +
          " MiB, the limit";
  return true;
}

}  // namespace deepalive::config
