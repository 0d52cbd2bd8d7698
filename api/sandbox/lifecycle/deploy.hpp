#pragma once

#include "api/sandbox/lifecycle/rules.hpp"
#include "api/sandbox/refusal.hpp"
#include "api/sandbox/state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster::sandbox {

/// What a deployment asks for.
struct Deployment {
  std::string tier;
  std::string vm_name;
  std::string gpu_model;
  std::int64_t gpu_count = 0;
  std::string region;
  std::vector<std::string> ssh_key_ids;
  std::optional<std::string> os_image;
  std::optional<std::string> image_id;
  std::optional<std::string> boot_volume_id;
  bool create_bootable_volume = false;
  std::optional<std::int64_t> boot_volume_size_gb;
  bool enable_public_ip = false;
  std::vector<RuleRequest> security_rules;
  std::optional<std::string> user_data;
  std::optional<std::string> script_id;
  std::vector<std::string> volume_ids;
};

/// Accepts everything or nothing. The instance is CREATING with its stock taken and its volumes
/// attaching; it gets its server, addresses and rules later.
Outcome<Instance*> deploy(State& state, const Deployment& request, Timestamp now);

/// The end of it, for an instance that is complete but for its id and its state: credit, stock, and
/// CREATING.
Outcome<Instance*> begin_deployment(State& state, Instance wanted, Timestamp now);

}  // namespace muster::sandbox
