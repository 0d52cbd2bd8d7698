#pragma once

#include "api/sandbox/lifecycle/rules.hpp"
#include "api/sandbox/refusal.hpp"
#include "api/sandbox/state.hpp"

#include <string>
#include <vector>

namespace muster::sandbox {

/// 404 FIREWALL_NOT_FOUND.
Outcome<Firewall*> find_firewall(State& state, const std::string& id);

/// Empty, in a legacy region; at most 25 per account.
Outcome<Firewall*> create_firewall(State& state, const std::string& name, const std::string& region,
                                   const std::string& description, Timestamp now);
/// 409 RESOURCE_IN_USE while anything is attached.
Outcome<Firewall*> delete_firewall(State& state, const std::string& id, Timestamp now);

Outcome<Rule> add_firewall_rule(State& state, const std::string& id, const RuleRequest& request,
                                Timestamp now);
Outcome<Firewall*> remove_firewall_rule(State& state, const std::string& id,
                                        const std::string& rule_id);

/// Each instance that is not attached yet has to be ACTIVE with server_uuid and in the firewall's
/// region. What is attached and not in the list is detached or left alone, see AttachSemantics.
Outcome<Firewall*> attach_firewall(State& state, const std::string& id,
                                   const std::vector<std::string>& instance_ids, Timestamp now);

/// The instance is gone, and with it what was attached to it.
void forget_instance(State& state, const std::string& instance_id);

void on_event(State& state, Firewall& firewall, const Pending& pending);

}  // namespace muster::sandbox
