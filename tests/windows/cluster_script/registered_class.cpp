#include "tests/windows/cluster_script/registered_class.h"

#include <windows.h>

#include <atomic>
#include <stdexcept>

#include "cluster/script/windows/script_class.h"

namespace deepalive::cluster::test {
namespace {

const std::wstring kClasses = L"Software\\Classes\\";

void set(const std::wstring& key, const wchar_t* name, const std::wstring& value) {
  const LSTATUS status =
      RegSetKeyValueW(HKEY_LOCAL_MACHINE, (kClasses + key).c_str(), name, REG_SZ, value.c_str(),
                      static_cast<DWORD>((value.size() + 1) * sizeof(wchar_t)));
  if (status != ERROR_SUCCESS) throw std::runtime_error("the class cannot be registered");
}

}  // namespace

RegisteredClass::RegisteredClass() {
  static std::atomic<int> count = 0;
  name_ =
      L"DeepAlive.Test" + std::to_wstring(GetCurrentProcessId()) + L"_" + std::to_wstring(++count);
  const std::wstring server = L"CLSID\\" + std::wstring(kScriptClassText) + L"\\InprocServer32";
  set(server, nullptr, DEEPALIVE_PROGRAM_FOLDER L"\\deepalive_cluster.dll");
  set(server, L"ThreadingModel", L"Both");
  set(name_ + L"\\CLSID", nullptr, kScriptClassText);
}

RegisteredClass::~RegisteredClass() {
  RegDeleteTreeW(HKEY_LOCAL_MACHINE, (kClasses + name_).c_str());
}

std::string RegisteredClass::use_in(std::string script) const {
  const std::string name(name_.begin(), name_.end());
  for (const std::string quote : {"\"", "'"}) {  // VBScript, JScript
    const std::string made = "(" + quote + "DeepAlive.Cluster" + quote + ")";
    const std::size_t place = script.find(made);
    if (place != std::string::npos) {
      return script.replace(place, made.size(), "(" + quote + name + quote + ")");
    }
  }
  throw std::runtime_error("the script does not make the class");
}

}  // namespace deepalive::cluster::test
