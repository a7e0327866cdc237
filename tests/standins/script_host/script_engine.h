#pragma once

#include <activscp.h>
#include <windows.h>

#include <memory>
#include <string>

#include "tests/standins/script_host/resource_object.h"

namespace deepalive::standins {

// What a call of an entry point came to, for the cluster and for a person.
struct CallOutcome {
  enum class Kind {
    success,  // True, 0, or nothing returned
    failure,  // False, or a number that is not 0
    missing,  // the script has no such function
    error,    // compile-time or runtime error
  };
  Kind kind = Kind::success;
  std::wstring type;   // "Boolean", "Integer", "Empty", …
  std::wstring value;  // as text
  std::wstring error;  // with the line
};

// An Active Scripting engine with one script in it and `Resource` as its only named object.
// Everything on one thread, which must be a single-threaded apartment.
class ScriptEngine {
 public:
  // `language` is a ProgID: VBScript or JScript.
  ScriptEngine(const std::wstring& language, ResourceObject& resource);
  ~ScriptEngine();
  ScriptEngine(const ScriptEngine&) = delete;
  ScriptEngine& operator=(const ScriptEngine&) = delete;

  // Compiles, and runs what stands outside functions.
  CallOutcome load(const std::wstring& text);
  CallOutcome call(const std::wstring& function);

 private:
  class Site;

  CallOutcome failed(HRESULT result);

  std::unique_ptr<Site> site_;
  IActiveScript* engine_ = nullptr;
  IActiveScriptParse* parser_ = nullptr;
};

}  // namespace deepalive::standins
