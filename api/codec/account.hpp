#pragma once

#include "api/client.hpp"
#include "api/codec/wire.hpp"

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// SSH keys, startup scripts and the balance: small objects that belong to the account.
/// Errors: protocol when id or name are missing. Partial: a row of a list without public key or
/// content.
Result<Decoded<LiveSshKey>> decode_ssh_key(Wire& wire, const nlohmann::json& object, Source source);
Result<Decoded<LiveScript>> decode_script(Wire& wire, const nlohmann::json& object, Source source);

/// A number, a numeric text or an object holding one; without currency US dollars are assumed and
/// noticed. Errors: protocol.
Result<Balance> decode_balance(Wire& wire, const nlohmann::json& body);

}  // namespace muster::api
