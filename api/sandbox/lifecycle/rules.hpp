#pragma once

#include "api/sandbox/refusal.hpp"
#include "api/sandbox/state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster::sandbox {

/// A firewall rule or an instance's security rule as it was asked for.
struct RuleRequest {
  std::string direction;
  std::string ethertype;
  std::string protocol;
  std::string remote_ip_prefix;
  std::optional<std::int64_t> port_range_min;
  std::optional<std::int64_t> port_range_max;
};

/// Spelling of the enums, CIDR of the right family, ports both or neither and in order.
Outcome<void> check_rule(const RuleRequest& request);

/// A PENDING rule with an id. Ports of protocols that have none are dropped.
Rule make_rule(State& state, const RuleRequest& request, Timestamp now);

/// Marks the rule with that id as in force.
void finish_rule(std::vector<Rule>& rules, const std::string& id);
/// False when there is none.
bool remove_rule(std::vector<Rule>& rules, const std::string& id);

}  // namespace muster::sandbox
