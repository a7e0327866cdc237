#include "probes/http/certificate.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
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
  namespace ip = boost::asio::ip;
  if (bytes.size() == std::tuple_size_v<ip::address_v4::bytes_type>) {
    ip::address_v4::bytes_type address;
    std::ranges::copy(bytes, address.begin());
    return ip::address_v4(address).to_string();
  }
  ip::address_v6::bytes_type address{};
  std::ranges::copy(bytes.substr(0, address.size()), address.begin());
  return ip::address_v6(address).to_string();
}

std::optional<WallTime> time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  using namespace std::chrono;
  const auto date = year{parts.tm_year + 1900} / (parts.tm_mon + 1) / parts.tm_mday;
  const auto seconds_since_1970 = sys_seconds(sys_days(date)) + hours(parts.tm_hour) +
                                  minutes(parts.tm_min) + seconds(parts.tm_sec);
  // "No end" is written as the year 9999, which nanoseconds in 64 bits do not reach.
  return std::min(seconds_since_1970, time_point_cast<seconds>(WallTime::max()));
}

// Names that are neither DNS's nor an address are left out. more: there are others.
std::vector<std::string> names_of(const X509* certificate, int most, bool& more) {
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  more = count > most;
  std::vector<std::string> texts;
  for (int i = 0; i < std::min(count, most); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) texts.push_back(clean_text(bytes_of(name->d.dNSName), 80));
    if (name->type == GEN_IPADD) texts.push_back(address_text(bytes_of(name->d.iPAddress)));
  }
  return texts;
}

// As RFC 2253 escapes, in the order in which it is written.
std::string name_text(const X509_NAME* name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  char* text = nullptr;
  if (!out ||
      X509_NAME_print_ex(out.get(), name, 0,
                         XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_SN | ASN1_STRFLGS_RFC2253) < 0) {
    return "unreadable";
  }
  const long size = BIO_get_mem_data(out.get(), &text);
  return clean_text({text, static_cast<std::size_t>(size)}, 200);
}

std::string fingerprint(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return "";
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 0x0F];
  }
  return text;
}

}  // namespace

std::optional<WallTime> certificate_end(const X509* certificate) {
  return time_of(X509_get0_notAfter(certificate));
}

std::string certificate_names(const X509* certificate) {
  bool more = false;
  std::string text;
  for (const std::string& name : names_of(certificate, 4, more)) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  if (more) text += ", ...";
  if (!text.empty()) return text;
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int common_name = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (common_name < 0) return "no name";
  return clean_text(bytes_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, common_name))),
                    80);
}

CertificateFacts certificate_facts(const X509* certificate) {
  CertificateFacts facts;
  facts.subject = name_text(X509_get_subject_name(certificate));
  facts.issuer = name_text(X509_get_issuer_name(certificate));
  bool more = false;
  facts.names = names_of(certificate, 20, more);
  if (more) facts.names.emplace_back("...");
  facts.not_before = time_of(X509_get0_notBefore(certificate));
  facts.not_after = certificate_end(certificate);
  facts.sha256 = fingerprint(certificate);
  return facts;
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
