#pragma once

#include "model/result.hpp"
#include "model/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster::git {

/// One line of an allowed_signers file as ssh-keygen(1) describes it.
struct AllowedSigner {
  std::string principals;
  std::string public_key;  // in SSH's encoding
  std::string namespaces;  // patterns; empty for all
  Timestamp valid_after = Timestamp::min();
  Timestamp valid_before = Timestamp::max();
};

/// Times without a zone are read as UTC. Errors: invalid_input with the line: one that muster does
/// not understand could have been a restriction.
Result<std::vector<AllowedSigner>> parse_allowed_signers(std::string_view text);

/// Who signed: the principals of the first line whose key made the signature (an armoured SSH
/// signature in the namespace "git") over `text` and was valid at that time. Errors: denied, with
/// what is wrong in a clause for the user.
Result<std::string> signer_of(const std::vector<AllowedSigner>& allowed, std::string_view signature,
                              std::string_view text, Timestamp at);

}  // namespace muster::git
