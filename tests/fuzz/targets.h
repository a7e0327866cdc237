#pragma once

#include <array>
#include <string_view>

// Everything that takes bytes apart, each as a function that any bytes may be thrown at. One that
// breaks a promise of the code beneath it ends the process.
namespace deepalive::fuzz {

void configuration(std::string_view bytes);
void http_request(std::string_view bytes);
void http_response(std::string_view bytes);
void pipe_line(std::string_view bytes);
void url(std::string_view bytes);
void web_config(std::string_view bytes);

struct Target {
  std::string_view name;  // also of its folder below corpus/
  void (*run)(std::string_view bytes);
};
inline constexpr std::array kTargets = {Target{"configuration", configuration},
                                        Target{"http_request", http_request},
                                        Target{"http_response", http_response},
                                        Target{"pipe_line", pipe_line},
                                        Target{"url", url},
                                        Target{"web_config", web_config}};

// Says what did not hold and ends the process, so that a fuzzer keeps the input.
void require(bool holds, const char* what);

}  // namespace deepalive::fuzz
