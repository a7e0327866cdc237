#include "service/pipe/windows/pipe_holder.h"

#include <windows.h>

#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"

namespace deepalive::service {
namespace {

using windows::Handle;

constexpr DWORD kMaxPath = 32'768;  // characters

}  // namespace

std::string pipe_holder(const std::string& address) {
  const Handle pipe(CreateFileW(windows::to_wide(address).c_str(), FILE_READ_ATTRIBUTES, 0, nullptr,
                                OPEN_EXISTING, SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION,
                                nullptr));
  ULONG id = 0;
  if (!pipe || !GetNamedPipeServerProcessId(pipe.get(), &id)) return {};
  std::string text = "process " + std::to_string(id);
  const Handle process(OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id));
  std::wstring image(kMaxPath, L'\0');
  DWORD size = kMaxPath;
  if (process && QueryFullProcessImageNameW(process.get(), 0, image.data(), &size)) {
    image.resize(size);
    text += ", " + windows::to_utf8(image);
  }
  return text;
}

}  // namespace deepalive::service
