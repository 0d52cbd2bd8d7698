#pragma once

#include "model/kinds/volume.hpp"
#include "model/market.hpp"
#include "model/time.hpp"
#include "model/units.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster {

// What the service offers, as it says it. Fields that it leaves out are empty.

struct CatalogueRegion {
  std::string name;
  std::optional<Tier> tier;
  std::string country;
  std::string description;
};

struct CatalogueOsImage {
  std::string id;
  std::string name;
  std::string type;     // "Ubuntu"
  std::string version;  // "Server 22.04 LTS"
  std::string region;
  std::optional<Tier> tier;
};

/// A machine that can be deployed.
struct CatalogueGpuSpec {
  std::string model;
  std::int64_t count = 0;
  std::optional<Tier> tier;
  std::vector<std::string> regions;
  std::optional<std::int64_t> vcpus;
  std::optional<std::int64_t> ram_gb;
  std::optional<std::int64_t> disk_gb;
  std::optional<std::int64_t> ephemeral_gb;
  std::optional<std::int64_t> gpu_memory_gb;
};

struct CatalogueVolumeType {
  std::string name;  // as the service spells it
  std::optional<Tier> tier;
};

struct CatalogueProtocol {
  std::string name;
  std::optional<bool> has_ports;
};

/// A machine in a list made for choosing one: eligible for a snapshot, for a firewall.
struct MachineChoice {
  std::string id;
  std::string name;
  std::string status;
  std::string region;
};

/// Of GET /hibernated-instances/, which the newest documentation has no more.
struct HibernationSummary {
  std::int64_t count = 0;
  std::optional<Money> hourly_rate;  // of one hibernated machine
};

}  // namespace muster
