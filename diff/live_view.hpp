#pragma once

#include "diff/draft.hpp"

#include <string>
#include <string_view>

namespace muster {

/// The kind and the key material of an OpenSSH public key, without its comment and blanks around.
std::string bare_public_key(std::string_view text);

/// The spec that a manifest asks for, as values that can be compared with what is seen: sets are
/// sorted, comments of keys are left out, secrets are digests.
Value wanted_view(const Resource& resource, const SecretKey& secrets);

/// What the account shows of the subject's thing, in the words of its kind's table. What the
/// account does not show is missing.
Value live_view(const Draft& draft, const Subject& subject);

/// The power state that a machine has or is heading to; empty if that cannot be told.
std::optional<PowerState> heading_of(const LiveVirtualMachine& machine);

/// Data volumes attached to the machine that the project manages or speaks of; the others are not
/// muster's to touch.
std::vector<const LiveVolume*> own_volumes_of(const Draft& draft,
                                              const LiveVirtualMachine& machine);

}  // namespace muster
