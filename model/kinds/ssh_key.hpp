#pragma once

#include "model/field.hpp"
#include "model/text.hpp"

namespace muster {

/// Immutable in the account: create, read, delete (inferred).
struct SshKeySpec {
  SourcedText public_key;
  bool operator==(const SshKeySpec&) const = default;
};
template <>
inline constexpr auto fields<SshKeySpec> = std::tuple{
    field(&SshKeySpec::public_key, "publicKey", Change::replaces,
          "The public half in OpenSSH form. Private keys never pass through muster.", required,
          at_least(1), at_most(16'384), Format::public_key),
};

}  // namespace muster
