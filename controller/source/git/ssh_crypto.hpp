#pragma once

#include <string>
#include <string_view>

namespace muster::git {

/// HMAC-SHA-1, as known_hosts files hash the names of hosts.
std::string hmac_sha1(std::string_view key, std::string_view bytes);

/// SHA-256 or SHA-512 by its name in SSH ("sha256"); empty for any other name.
std::string hashed(std::string_view algorithm, std::string_view bytes);

/// "SHA256:..." as ssh-keygen -l shows a public key (in SSH's encoding).
std::string ssh_fingerprint(std::string_view public_key);

enum class SignatureCheck { good, bad, unknown_kind };

/// Whether `signature` (in SSH's encoding: its kind and its bytes) was made over `bytes` with the
/// private half of `public_key` (in SSH's encoding). Kinds: ssh-ed25519, rsa-sha2-256,
/// rsa-sha2-512, ecdsa-sha2-nistp256, -nistp384, -nistp521. An RSA key has at least 2048 bits.
SignatureCheck check_ssh_signature(std::string_view public_key, std::string_view signature,
                                   std::string_view bytes);

}  // namespace muster::git
