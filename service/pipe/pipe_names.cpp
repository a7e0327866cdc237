#include "service/pipe/pipe_names.h"

#ifndef _WIN32
#include <filesystem>
#endif

namespace deepalive::service {
namespace {

std::string place(const PipeNames& names, const std::string& name) {
#ifdef _WIN32
  (void)names;
  return R"(\\.\pipe\)" + name;
#else
  return (std::filesystem::path(names.data_dir) / (name + ".sock")).string();
#endif
}

}  // namespace

std::string_view to_word(Question question) {
  return question == Question::looks_alive ? "looksalive" : "isalive";
}

std::string PipeNames::control() const { return place(*this, pipe); }

std::string PipeNames::answer(std::string_view role, Question question) const {
  std::string name = pipe;
  name.append(".").append(role).append(".").append(to_word(question));
  return place(*this, name);
}

}  // namespace deepalive::service
