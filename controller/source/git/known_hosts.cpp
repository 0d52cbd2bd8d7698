#include "controller/source/git/known_hosts.hpp"

#include "api/net/base64.hpp"
#include "controller/source/git/ssh_crypto.hpp"
#include "controller/source/git/ssh_wire.hpp"
#include "controller/source/git/words.hpp"

namespace muster::git {
namespace {

/// "|1|SALT|HASH", both in base64.
bool fits_hash(std::string_view entry, const std::string& name) {
  const auto parts = parts_of(entry, '|');
  if (parts.size() != 4 || parts[1] != "1") return false;
  const auto salt = net::base64_decoded(parts[2]);
  const auto hash = net::base64_decoded(parts[3]);
  return salt && hash && hmac_sha1(*salt, name) == *hash;
}

bool is_about(std::string_view hosts, const std::string& name) {
  return hosts.starts_with('|') ? fits_hash(hosts, name) : fits_list(hosts, name);
}

}  // namespace

HostKeyCheck check_host_key(std::string_view known_hosts, const std::string& host,
                            const std::string& port, std::string_view key) {
  const std::string name = port == "22" ? host : "[" + host + "]:" + port;
  const auto kind = SshReader(key).text();
  bool known = false;
  bool revoked = false;
  bool other_kind = false;
  bool other_key = false;
  for_each_line(known_hosts, [&](std::string_view line) {
    auto hosts = take_word(line);
    if (hosts.empty() || hosts.starts_with('#') || hosts == "@cert-authority") return;
    const bool revokes = hosts == "@revoked";
    if (revokes) hosts = take_word(line);
    const auto of_kind = take_word(line);
    const auto its_key = net::base64_decoded(take_word(line));
    if (!its_key || its_key->empty() || !is_about(hosts, name)) return;
    const bool same = *its_key == key;
    if (revokes) {
      revoked |= same;
    } else {
      known |= same;
      other_kind |= of_kind != kind;
      other_key |= of_kind == kind && !same;
    }
  });
  if (revoked) return HostKeyCheck::revoked;
  if (known) return HostKeyCheck::known;
  if (other_key) return HostKeyCheck::other_key;
  return other_kind ? HostKeyCheck::other_kind : HostKeyCheck::unknown_host;
}

}  // namespace muster::git
