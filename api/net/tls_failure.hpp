#pragma once

#include <string>
#include <vector>

namespace muster::net {

/// What certificate verification said about the first certificate it did not like.
struct CertificateProblem {
  int code = 0;  // X509_V_ERR_..., 0 when the certificate was not the problem
  std::vector<std::string>
      names;               // whom the certificate is for: DNS names, addresses or the common name
  std::string valid_from;  // "Jan  1 00:00:00 2026 GMT"
  std::string valid_until;
};

/// A sentence for the user: why there is no trusted connection to `host` and what to do about it.
/// `reason` is the TLS library's own text, used when the certificate was not the problem.
std::string explain_tls_failure(const std::string& host, const CertificateProblem& problem,
                                const std::string& reason);

}  // namespace muster::net
