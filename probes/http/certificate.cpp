#include "probes/http/certificate.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "probes/http/clean_text.h"

namespace deepalive::probes {
namespace {

std::string_view bytes_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_text(std::string_view bytes) {
  if (bytes.size() != 4) return "an IPv6 address";
  std::string text;
  for (const unsigned char byte : bytes) text += (text.empty() ? "" : ".") + std::to_string(byte);
  return text;
}

}  // namespace

std::optional<WallTime> certificate_end(const X509* certificate) {
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) return std::nullopt;
  using namespace std::chrono;
  const auto date = year{end.tm_year + 1900} / (end.tm_mon + 1) / end.tm_mday;
  const auto time =
      sys_seconds(sys_days(date)) + hours(end.tm_hour) + minutes(end.tm_min) + seconds(end.tm_sec);
  // "No end" is written as the year 9999, which nanoseconds in 64 bits do not reach.
  return std::min(time, time_point_cast<seconds>(WallTime::max()));
}

std::string certificate_names(const X509* certificate) {
  constexpr int kMost = 4;
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  std::string text;
  for (int i = 0; i < std::min(count, kMost); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS && name->type != GEN_IPADD) continue;
    if (!text.empty()) text += ", ";
    text += name->type == GEN_DNS ? clean_text(bytes_of(name->d.dNSName), 80)
                                  : address_text(bytes_of(name->d.iPAddress));
  }
  if (count > kMost) text += ", ...";
  if (!text.empty()) return text;
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int common_name = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (common_name < 0) return "no name";
  return clean_text(bytes_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, common_name))),
                    80);
}

Finding certificate_finding(const PeerCertificate& peer, const std::string& expected_name) {
  const std::string which =
      peer.error_depth == 0 ? std::string("the certificate")
                            : "certificate " + std::to_string(peer.error_depth) + " of the chain";
  switch (peer.verify_error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {.reason = Reason::certificate_expired,
              .detail = peer.error_depth == 0 && peer.not_after
                            ? which + " expired " + to_utc_text(*peer.not_after)
                            : which + " has expired"};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {.reason = Reason::certificate_not_yet_valid, .detail = which + " is not valid yet"};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return {.reason = Reason::certificate_name_mismatch,
              .detail = "the certificate is for " + peer.names + ", not for " + expected_name};
    default:
      return {
          .reason = Reason::certificate_untrusted,
          .detail = which + " is not trusted: " + X509_verify_cert_error_string(peer.verify_error)};
  }
}

}  // namespace deepalive::probes
