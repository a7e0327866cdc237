#include "service/windows/setup/firewall_rule.h"

#include <windows.h>

#include <netfw.h>
#include <oleauto.h>

#include "probes/windows/error_text.h"
#include "probes/windows/utf8.h"

namespace deepalive::service {
namespace {

using windows::to_wide;

// One interface pointer, released at the end.
template <class Interface>
class Com {
 public:
  Com() = default;
  Com(const Com&) = delete;
  Com& operator=(const Com&) = delete;
  ~Com() {
    if (raw_) raw_->Release();
  }
  Interface* operator->() const { return raw_; }
  Interface* get() const { return raw_; }
  Interface** out() { return &raw_; }

 private:
  Interface* raw_ = nullptr;
};

class Text {
 public:
  explicit Text(const std::wstring& text) : raw_(SysAllocString(text.c_str())) {}
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text() { SysFreeString(raw_); }
  BSTR get() const { return raw_; }

 private:
  const BSTR raw_;
};

struct Apartment {
  const HRESULT entered = CoInitializeEx(nullptr, COINIT_MULTITHREADED);
  Apartment() = default;
  Apartment(const Apartment&) = delete;
  Apartment& operator=(const Apartment&) = delete;
  ~Apartment() {
    if (SUCCEEDED(entered)) CoUninitialize();
  }
};

// The firewall's service does not run.
constexpr HRESULT kNoEndpoint = static_cast<HRESULT>(0x800706D9);

std::optional<Error> failed(const char* doing, HRESULT result) {
  if (SUCCEEDED(result)) return std::nullopt;
  const auto code = static_cast<std::uint32_t>(result);
  char number[16];
  std::snprintf(number, sizeof number, "0x%08X", code);
  std::string text = std::string("the firewall rule 'DeepAlive health agent' ") + doing + ": " +
                     windows::system_message(code) + " (" + number + ")";
  if (result == E_ACCESSDENIED) text += "; run this as administrator";
  if (result == kNoEndpoint) {
    text +=
        "; the service mpssvc (Windows Defender Firewall) does not run: start it, or go "
        "without the rule";
  }
  return Error{Reason::internal_error, static_cast<std::int64_t>(code), std::move(text)};
}

HRESULT open_rules(Com<INetFwPolicy2>& policy, Com<INetFwRules>& rules) {
  const HRESULT made =
      CoCreateInstance(__uuidof(NetFwPolicy2), nullptr, CLSCTX_INPROC_SERVER,
                       __uuidof(INetFwPolicy2), reinterpret_cast<void**>(policy.out()));
  return FAILED(made) ? made : policy->get_Rules(rules.out());
}

HRESULT fill(INetFwRule& rule, const FirewallRule& wanted) {
  std::wstring ports;
  for (const std::uint16_t port : wanted.ports) {
    ports += (ports.empty() ? L"" : L",") + std::to_wstring(port);
  }
  HRESULT result = rule.put_Name(Text(kFirewallRule).get());
  const auto then = [&result](HRESULT next) { result = FAILED(result) ? result : next; };
  then(rule.put_Description(Text(L"Page, metrics and health of the DeepAlive agent").get()));
  then(rule.put_ApplicationName(Text(to_wide(wanted.program)).get()));
  then(rule.put_Protocol(NET_FW_IP_PROTOCOL_TCP));  // before the ports, which depend on it
  then(rule.put_LocalPorts(Text(ports).get()));
  then(rule.put_RemoteAddresses(Text(to_wide(wanted.remote)).get()));
  then(rule.put_Direction(NET_FW_RULE_DIR_IN));
  then(rule.put_Profiles(NET_FW_PROFILE2_ALL));
  then(rule.put_Action(NET_FW_ACTION_ALLOW));
  then(rule.put_Enabled(VARIANT_TRUE));
  return result;
}

}  // namespace

std::optional<Error> set_firewall_rule(const FirewallRule& wanted) {
  const Apartment apartment;
  Com<INetFwPolicy2> policy;
  Com<INetFwRules> rules;
  Com<INetFwRule> rule;
  HRESULT result = open_rules(policy, rules);
  if (SUCCEEDED(result)) {
    result = CoCreateInstance(__uuidof(NetFwRule), nullptr, CLSCTX_INPROC_SERVER,
                              __uuidof(INetFwRule), reinterpret_cast<void**>(rule.out()));
  }
  if (SUCCEEDED(result)) result = fill(*rule.get(), wanted);
  if (SUCCEEDED(result)) {
    rules->Remove(Text(kFirewallRule).get());  // else there would be two of the name
    result = rules->Add(rule.get());
  }
  return failed("cannot be set", result);
}

std::optional<Error> remove_firewall_rule() {
  const Apartment apartment;
  Com<INetFwPolicy2> policy;
  Com<INetFwRules> rules;
  HRESULT result = open_rules(policy, rules);
  if (SUCCEEDED(result)) result = rules->Remove(Text(kFirewallRule).get());
  if (result == HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)) return std::nullopt;
  return failed("cannot be removed", result);
}

}  // namespace deepalive::service
