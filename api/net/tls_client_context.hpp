#pragma once

#include "api/net/tls_failure.hpp"
#include "model/result.hpp"

#include <string>

#include <boost/asio/ssl/context.hpp>

namespace muster::net {

/// TLS 1.2 or newer, verification on; trusts the system's authorities (or SSL_CERT_FILE,
/// SSL_CERT_DIR) and those in `ca_file`, unless that is empty. invalid_input when the file cannot
/// be used.
Result<void> configure_tls_client(boost::asio::ssl::context& context, const std::string& ca_file);

/// Makes `tls` insist on a certificate for `host` (a name or an address) and send the name along.
Result<void> expect_host(SSL* tls, const std::string& host);

/// To be called from the verify callback for each certificate: notes what is wrong.
void note_problem(X509_STORE_CTX* store, CertificateProblem& problem);

}  // namespace muster::net
