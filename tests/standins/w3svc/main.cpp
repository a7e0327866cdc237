#include <cstdio>
#include <string_view>

#include "tests/standins/w3svc/service_face.h"

using deepalive::standins::run_service;
using deepalive::standins::Service;

int wmain(int count, wchar_t** arguments) {
  const std::wstring_view name = count == 3 && std::wstring_view(arguments[1]) == L"--service"
                                     ? arguments[2]
                                     : std::wstring_view();
  if (name == L"W3SVC") return run_service(Service::w3svc);
  if (name == L"WAS") return run_service(Service::was);
  std::fprintf(stderr, "usage: standin_w3svc --service W3SVC|WAS (the SCM calls it so)\n");
  return 64;
}
