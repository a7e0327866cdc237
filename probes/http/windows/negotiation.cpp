#include "probes/http/negotiation.h"

#define SECURITY_WIN32
#include <windows.h>
// clang-format off
#include <security.h>
// clang-format on

#include <array>
#include <cstdio>
#include <optional>
#include <string_view>

#include "probes/http/base64.h"

namespace deepalive::probes {
namespace {

// A token of Kerberos is some KiB; what is larger is not one. (SSPI's own limit is near 48 KiB.)
constexpr std::size_t kMaxToken = std::size_t{64} * 1024;

std::wstring utf16(const std::string& text) {
  std::wstring wide(text.size(), L'\0');
  const int length = MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()),
                                         wide.data(), static_cast<int>(wide.size()));
  wide.resize(static_cast<std::size_t>(length));
  return wide;
}

Error failed(const char* what, SECURITY_STATUS status) {
  std::array<char, 16> code{};
  std::snprintf(code.data(), code.size(), "0x%08lX", static_cast<unsigned long>(status));
  return {Reason::credentials_unavailable, status,
          std::string("auth.negotiate: ") + what + " failed (" + code.data() + ")"};
}

class SspiNegotiation : public Negotiation {
 public:
  // The service principal name of RFC 4559, 4.1.
  explicit SspiNegotiation(const std::string& host) : target_(L"HTTP/" + utf16(host)) {
    SecInvalidateHandle(&credentials_);
    SecInvalidateHandle(&context_);
  }

  ~SspiNegotiation() override {
    if (SecIsValidHandle(&context_)) DeleteSecurityContext(&context_);
    if (SecIsValidHandle(&credentials_)) FreeCredentialsHandle(&credentials_);
  }

  Result<std::string> next(const std::string& from_server) override {
    if (!SecIsValidHandle(&credentials_)) {
      std::array<wchar_t, 10> package{L"Negotiate"};
      const SECURITY_STATUS status =
          AcquireCredentialsHandleW(nullptr, package.data(), SECPKG_CRED_OUTBOUND, nullptr, nullptr,
                                    nullptr, nullptr, &credentials_, nullptr);
      if (status != SEC_E_OK) {
        SecInvalidateHandle(&credentials_);
        return failed("AcquireCredentialsHandle", status);
      }
    }
    auto in = from_server.size() > 2 * kMaxToken ? std::nullopt : from_base64(from_server);
    if (!in) {
      return Error{Reason::credentials_unavailable, 0,
                   "auth.negotiate: the server's token is not base64"};
    }
    return exchange(*in);
  }

 private:
  Result<std::string> exchange(std::string& in) {
    SecBuffer in_buffer{static_cast<unsigned long>(in.size()), SECBUFFER_TOKEN, in.data()};
    SecBufferDesc in_list{SECBUFFER_VERSION, 1, &in_buffer};
    SecBuffer out_buffer{0, SECBUFFER_TOKEN, nullptr};
    SecBufferDesc out_list{SECBUFFER_VERSION, 1, &out_buffer};
    const bool goes_on = SecIsValidHandle(&context_);
    unsigned long attributes = 0;
    // No ISC_REQ_DELEGATE: a probe lends its account to nobody.
    const SECURITY_STATUS status = InitializeSecurityContextW(
        &credentials_, goes_on ? &context_ : nullptr, target_.data(),
        ISC_REQ_CONNECTION | ISC_REQ_ALLOCATE_MEMORY, 0, SECURITY_NATIVE_DREP,
        goes_on ? &in_list : nullptr, 0, &context_, &out_list, &attributes, nullptr);
    std::string token;
    if (out_buffer.pvBuffer != nullptr) {
      token = to_base64({static_cast<const char*>(out_buffer.pvBuffer), out_buffer.cbBuffer});
      FreeContextBuffer(out_buffer.pvBuffer);
    }
    if (status != SEC_E_OK && status != SEC_I_CONTINUE_NEEDED) {
      if (!goes_on) SecInvalidateHandle(&context_);
      return failed("InitializeSecurityContext", status);
    }
    return token;
  }

  std::wstring target_;
  CredHandle credentials_;
  CtxtHandle context_;
};

}  // namespace

std::unique_ptr<Negotiation> begin_negotiation(const std::string& host) {
  return std::make_unique<SspiNegotiation>(host);
}

}  // namespace deepalive::probes
