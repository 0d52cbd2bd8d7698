#pragma once

#include "api/net/proxy.hpp"
#include "controller/source/git/address.hpp"
#include "model/result.hpp"

#include <string>

namespace muster::git {

/// What a server is shown, and what it has to show.
struct Access {
  std::string username;
  std::string password;
  std::string ssh_key_file;
  std::string ssh_passphrase;
  std::string known_hosts_file;
  std::string ca_file;  // instead of the system's authorities; empty for those
  bool through_proxy = false;
};

/// From MUSTER_GIT_USERNAME, MUSTER_GIT_PASSWORD and MUSTER_GIT_SSH_PASSPHRASE (or, with _FILE
/// after the name, the file that holds it), MUSTER_GIT_SSH_KEY_FILE, MUSTER_GIT_KNOWN_HOSTS_FILE
/// (else ~/.ssh/known_hosts) and MUSTER_GIT_CA_FILE (else SSL_CERT_FILE). Read anew for each fetch,
/// so that a credential may be changed under a running daemon. Whether a proxy is used proxy_for()
/// says. Errors: invalid_input for both forms at once; not_found and io for the files.
Result<Access> read_access(const Address& address, const net::EnvironmentLookup& environment);

}  // namespace muster::git
