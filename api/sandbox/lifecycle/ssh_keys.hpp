#pragma once

#include "api/sandbox/refusal.hpp"
#include "api/sandbox/state.hpp"

#include <string>

namespace muster::sandbox {

/// 404 SSH_KEY_NOT_FOUND.
Outcome<SshKey*> find_ssh_key(State& state, const std::string& id);
/// Usable at once, unchangeable from then on.
Outcome<SshKey*> create_ssh_key(State& state, const std::string& name,
                                const std::string& public_key, Timestamp now);
/// Instances keep it (documented).
Outcome<SshKey*> delete_ssh_key(State& state, const std::string& id, Timestamp now);

}  // namespace muster::sandbox
