#include "api/net/tls_failure.hpp"

#include <openssl/x509_vfy.h>

namespace muster::net {
namespace {

constexpr std::size_t names_shown_max = 5;

std::string list_of(const std::vector<std::string>& names) {
  if (names.empty()) return "another name";
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < names_shown_max; ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > names_shown_max)
    text += " and " + std::to_string(names.size() - names_shown_max) + " more";
  return text;
}

std::string explain_handshake(const std::string& host, const std::string& reason) {
  if (reason.find("wrong version number") != std::string::npos ||
      reason.find("packet length too long") != std::string::npos)
    return "the server at " + host +
           " does not speak TLS on this port; should the endpoint be http://?";
  return "TLS handshake with " + host + " failed: " + reason;
}

}  // namespace

std::string explain_tls_failure(const std::string& host, const CertificateProblem& problem,
                                const std::string& reason) {
  const std::string start = "the certificate of " + host + " ";
  const std::string trust =
      "; if you trust it, name a file with its CA certificate in SSL_CERT_FILE";
  switch (problem.code) {
    case X509_V_OK:
      return explain_handshake(host, reason);
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return start + "is for " + list_of(problem.names) + ", not for " + host +
             "; check the endpoint's host name";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return start + "is self-signed" + trust;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return start + "is signed by an authority this machine does not know" + trust +
             " (or install the package ca-certificates)";
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return start + "has expired on " + problem.valid_until +
             "; if that is in the future, correct this machine's clock";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return start + "is only valid from " + problem.valid_from +
             "; if that is in the past, correct this machine's clock";
    default:
      return start + "cannot be trusted: " + X509_verify_cert_error_string(problem.code);
  }
}

}  // namespace muster::net
