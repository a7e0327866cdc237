#pragma once

#include <string>

namespace deepalive::cluster::test {

// The class of the resource DLL in the registry, under a name of its own, so that tests which want
// it and tests which want it missing can run beside each other. Any number of them at once: what
// they share they all write alike, and leave.
class RegisteredClass {
 public:
  RegisteredClass();
  ~RegisteredClass();
  RegisteredClass(const RegisteredClass&) = delete;
  RegisteredClass& operator=(const RegisteredClass&) = delete;

  // A generated script that uses this name for "DeepAlive.Cluster".
  std::string use_in(std::string script) const;
  const std::wstring& name() const { return name_; }

 private:
  std::wstring name_;
};

}  // namespace deepalive::cluster::test
