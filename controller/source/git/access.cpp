#include "controller/source/git/access.hpp"

#include "controller/source/project_folder.hpp"
#include "controller/source/secret_setting.hpp"

#include <utility>

namespace muster::git {
namespace {

std::string value_of(const net::EnvironmentLookup& environment, const std::string& name) {
  return environment(name).value_or("");
}

}  // namespace

Result<Access> read_access(const Address& address, const net::EnvironmentLookup& environment) {
  Access access;
  MUSTER_TRY(access.username, read_secret(environment, "MUSTER_GIT_USERNAME"));
  MUSTER_TRY(access.password, read_secret(environment, "MUSTER_GIT_PASSWORD"));
  MUSTER_TRY(access.ssh_passphrase, read_secret(environment, "MUSTER_GIT_SSH_PASSPHRASE"));
  access.ssh_key_file = value_of(environment, "MUSTER_GIT_SSH_KEY_FILE");
  if (!access.ssh_key_file.empty())
    if (const auto key = read_text_file(access.ssh_key_file); !key)
      return fail(Error(key.error()).in("reading MUSTER_GIT_SSH_KEY_FILE"));
  access.known_hosts_file = value_of(environment, "MUSTER_GIT_KNOWN_HOSTS_FILE");
  if (access.known_hosts_file.empty())
    access.known_hosts_file = value_of(environment, "HOME") + "/.ssh/known_hosts";
  access.ca_file = value_of(environment, "MUSTER_GIT_CA_FILE");
  if (access.ca_file.empty()) access.ca_file = value_of(environment, "SSL_CERT_FILE");
  if (const auto url = net::parse_url(address.url)) {
    MUSTER_TRY(const auto proxy, net::proxy_for(*url, environment));
    access.through_proxy = proxy.has_value();
  }
  return access;
}

}  // namespace muster::git
