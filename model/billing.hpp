#pragma once

#include "model/money.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What one thing cost in one stretch of its life. One shape for machines, volumes and snapshots;
/// what a kind does not have is empty (documented fields).
struct BillingRecord {
  std::string billing_id;
  std::string resource_id;    // instance_id, volume_id, snapshot_id
  std::string resource_name;  // vm_name, volume_name, snapshot_name
  std::string gpu_model;      // machines
  std::int64_t gpu_count = 0;
  std::optional<std::int64_t> size_gb;  // volumes and snapshots
  std::string tier;                     // as the service spells it
  std::optional<Timestamp> start_time;
  std::optional<Timestamp> end_time;  // empty while it runs
  std::int64_t minutes = 0;
  Money per_minute;
  Money cost;
  std::string status;
  std::string description;
};

/// Of all records that passed the filter, not only of one page (documented).
struct BillingSummary {
  std::int64_t minutes = 0;
  std::optional<std::int64_t> active;
  std::optional<std::int64_t> completed;
  std::optional<std::int64_t> hibernated;
  std::optional<std::int64_t> size_gb;
  std::optional<Money> cost;  // volumes may leave it out (documented)
};

struct Billing {
  std::vector<BillingRecord> records;  // in the order of the service
  BillingSummary summary;
  std::int64_t total = 0;  // records, as the service counts them
  Currency currency = Currency::usd;
};

/// The documented filters; all optional.
struct BillingFilter {
  std::optional<std::string> start_date;  // YYYY-MM-DD
  std::optional<std::string> end_date;
  std::optional<std::string> status;
  std::optional<std::string> min_cost;  // decimals, as the user wrote them
  std::optional<std::string> max_cost;
  std::optional<std::int64_t> min_minutes;
  std::optional<std::int64_t> max_minutes;
  std::optional<std::int64_t> size;  // GB; volumes and snapshots
};

enum class BillingOf { machines, volumes, snapshots };

}  // namespace muster
