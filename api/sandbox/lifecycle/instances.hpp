#pragma once

#include "api/sandbox/lifecycle/rules.hpp"
#include "api/sandbox/refusal.hpp"
#include "api/sandbox/state.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::sandbox {

/// Life of instances: barrack-compatible states, as documented or as the upstreams have them.

/// Power actions and deletion: from which states, through which, into which.
enum class Action { start, stop, reboot, hibernate, restore, remove };

/// 404 INSTANCE_NOT_FOUND.
Outcome<Instance*> find_instance(State& state, const std::string& id);

/// Begins the transition. 409 INVALID_STATE from any other state than those of the action's row;
/// restore: also 402 and 503 OUT_OF_STOCK.
Outcome<Instance*> act(State& state, const std::string& id, Action action, Timestamp now);

/// Flips; legacy and ACTIVE only.
Outcome<Instance*> toggle_public_ip(State& state, const std::string& id, Timestamp now);

Outcome<Rule> add_security_rule(State& state, const std::string& id, const RuleRequest& request,
                                Timestamp now);
Outcome<Instance*> remove_security_rule(State& state, const std::string& id,
                                        const std::string& rule_id);

/// Puts the instance into the state and does what comes with it: metering, addresses, stock,
/// volumes, what happens next.
void enter(State& state, Instance& instance, std::string_view status, Timestamp now);

void on_event(State& state, Instance& instance, const Pending& pending);

/// With the credit used up every running instance is hibernated (a guess: documented is only that
/// resources are protected).
void hibernate_running(State& state, Timestamp now);

/// Legacy, ACTIVE and known upstream: what firewalls and snapshots ask for.
bool accepts_firewalls(const Instance& instance);

}  // namespace muster::sandbox
