#include "api/codec/firewall.hpp"

#include "api/codec/object_reader.hpp"
#include "api/codec/rule.hpp"
#include "api/codec/scalar.hpp"
#include "api/codec/words.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

SetupState setup_state(FirewallState state) {
  switch (state) {
    case FirewallState::ready:
      return SetupState::ready;
    case FirewallState::error:
      return SetupState::error;
    case FirewallState::creating:
    case FirewallState::deleting:
    case FirewallState::deleted:
      return SetupState::pending;
  }
  return SetupState::unknown;
}

/// The region, given as such or through the environment of the legacy upstream.
std::string region_of(const ObjectReader& reader) {
  auto region = read_region(reader, Field::firewall_region);
  const auto* environment = reader.find(Field::firewall_environment);
  if (!region.empty() || environment == nullptr) return region;
  return ObjectReader(reader.wire(), *environment, "an environment")
      .text(Field::environment_region)
      .value_or("");
}

std::optional<LiveFirewallMember> read_member(Wire& wire, const nlohmann::json& entry) {
  if (!entry.is_object()) {
    auto id = read_text(entry);
    if (!id || id->empty()) return std::nullopt;
    return LiveFirewallMember{{*std::move(id)}};
  }
  const ObjectReader attachment(wire, entry, "an attachment");
  if (is_detached(attachment, Field::firewall_attachment_status)) return std::nullopt;
  const auto* machine = attachment.find(Field::firewall_attachment_instance);
  auto id = attachment.nonempty(Field::attachment_instance_id);
  if (!id && machine != nullptr)
    id = machine->is_object() ? ObjectReader(wire, *machine, "an instance").text(Field::instance_id)
                              : read_text(*machine);
  if (!id || id->empty()) return std::nullopt;
  return LiveFirewallMember{{*std::move(id)},
                            read_attachment(attachment, Field::firewall_attachment_status)};
}

std::vector<LiveFirewallMember> read_members(const ObjectReader& reader) {
  std::vector<LiveFirewallMember> members;
  const auto* entries = reader.find(Field::firewall_attachments);
  if (entries == nullptr || !entries->is_array()) return members;
  for (const auto& entry : *entries)
    if (auto member = read_member(reader.wire(), entry)) members.push_back(*std::move(member));
  std::ranges::sort(members, {}, &LiveFirewallMember::machine);
  return members;
}

/// The list is missing, and nothing says that it is empty.
bool left_out(const ObjectReader& reader, Field list, Field count) {
  return !reader.has(list) && reader.integer(count) != 0;
}

}  // namespace

Result<DecodedFirewall> decode_firewall(Wire& wire, const nlohmann::json& object, Source source) {
  const ObjectReader reader(wire, object, "a firewall");
  LiveFirewall firewall;
  MUSTER_TRY(firewall.id, reader.id(Field::firewall_id));
  MUSTER_TRY(firewall.name, reader.required_text(Field::firewall_name));
  wire.notice_unknown(Schema::firewall, object);
  firewall.status = reader.text(Field::firewall_status).value_or("");
  std::optional<FirewallState> state;
  if (!firewall.status.empty()) state = wire.state<FirewallState>(firewall.status);
  firewall.state = state ? setup_state(*state) : SetupState::unknown;
  const bool deleted = state == FirewallState::deleted;
  firewall.region = region_of(reader);
  firewall.description = reader.nonempty(Field::firewall_description);
  if (const auto* rules = reader.find(Field::firewall_rules)) {
    MUSTER_TRY(firewall.rules, decode_rules(wire, *rules));
  }
  firewall.members = read_members(reader);
  firewall.created_at = reader.timestamp(Field::firewall_created_at);
  if (firewall.region.empty() && source == Source::detail && !deleted)
    return fail(reader.missing(Field::firewall_region));
  const bool partial =
      !deleted && (firewall.region.empty() ||
                   left_out(reader, Field::firewall_rules, Field::firewall_rule_count) ||
                   left_out(reader, Field::firewall_attachments, Field::firewall_attached_count));
  return DecodedFirewall{std::move(firewall), partial, deleted};
}

nlohmann::json encode_firewall(const Contract& contract, const NewFirewall& firewall) {
  nlohmann::json body = nlohmann::json::object();
  body[contract.send(Field::firewall_name)] = firewall.name;
  body[contract.send(Field::firewall_region)] = firewall.region;
  if (firewall.description)
    body[contract.send(Field::firewall_description)] = *firewall.description;
  return body;
}

}  // namespace muster::api
