#pragma once

#include "api/sandbox/objects.hpp"
#include "api/sandbox/state.hpp"

#include <nlohmann/json_fwd.hpp>

namespace muster::sandbox {

/// Objects as the state file keeps them; not the API's spelling. Reading throws nlohmann's
/// exceptions when a field is missing or of another type.

void to_json(nlohmann::json& out, const Instance& object);
void from_json(const nlohmann::json& in, Instance& object);
void to_json(nlohmann::json& out, const Volume& object);
void from_json(const nlohmann::json& in, Volume& object);
void to_json(nlohmann::json& out, const Firewall& object);
void from_json(const nlohmann::json& in, Firewall& object);
void to_json(nlohmann::json& out, const SshKey& object);
void from_json(const nlohmann::json& in, SshKey& object);
void to_json(nlohmann::json& out, const Script& object);
void from_json(const nlohmann::json& in, Script& object);
void to_json(nlohmann::json& out, const Snapshot& object);
void from_json(const nlohmann::json& in, Snapshot& object);
void to_json(nlohmann::json& out, const Image& object);
void from_json(const nlohmann::json& in, Image& object);
void to_json(nlohmann::json& out, const Bill& object);
void from_json(const nlohmann::json& in, Bill& object);
void to_json(nlohmann::json& out, const AiCall& object);
void from_json(const nlohmann::json& in, AiCall& object);
void to_json(nlohmann::json& out, const Credit::State& credit);
void from_json(const nlohmann::json& in, Credit::State& credit);
void to_json(nlohmann::json& out, const State::Counters& counters);
void from_json(const nlohmann::json& in, State::Counters& counters);

/// "instance", "volume", "firewall", "ssh_key", "script", "snapshot", "image", "bill", "ai_call".
std::string_view to_string(Kind kind);
std::optional<Kind> parse_kind(std::string_view name);

}  // namespace muster::sandbox
