#pragma once

#include "model/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster::sandbox {

/// What a firewall's attach call does with instances that are attached but not in its list.
/// Which of the two Barrack does is not documented.
enum class AttachSemantics { replace, additive };

/// How long transitions take at time scale 1. Not documented; of the upstreams' order of magnitude.
struct Durations {
  Duration deploy_accept = std::chrono::seconds(30);  // CREATING, then BUILD
  Duration deploy_build = std::chrono::seconds(150);  // BUILD, then ACTIVE
  Duration server_uuid = std::chrono::seconds(5);     // from the first ACTIVE to server_uuid
  Duration start = std::chrono::seconds(30);
  Duration stop = std::chrono::seconds(20);
  Duration reboot = std::chrono::seconds(40);
  Duration hibernate = std::chrono::minutes(3);
  Duration restore = std::chrono::minutes(3);
  Duration instance_delete = std::chrono::seconds(20);
  Duration deleted_listed = std::chrono::seconds(30);  // how long DELETED instances stay listed
  Duration public_ip = std::chrono::seconds(5);
  Duration rule = std::chrono::seconds(2);
  Duration volume_create = std::chrono::seconds(10);
  Duration volume_clone = std::chrono::seconds(30);
  Duration volume_resize = std::chrono::seconds(5);
  Duration volume_attach = std::chrono::seconds(5);
  Duration volume_detach = std::chrono::seconds(5);
  Duration volume_delete = std::chrono::seconds(5);
  Duration snapshot_create = std::chrono::minutes(5);
  Duration snapshot_delete = std::chrono::seconds(10);
  Duration image_create = std::chrono::minutes(1);  // from a finished snapshot
  Duration image_delete = std::chrono::seconds(5);
  Duration firewall_create = std::chrono::seconds(3);
  Duration firewall_attach = std::chrono::seconds(3);
  Duration firewall_delete = std::chrono::seconds(3);
};

/// GPUs of one model that a region has in all.
struct StockLevel {
  std::string region;
  std::string gpu_model;
  std::int64_t gpus = 0;
};

/// Everything that makes one sandbox differ from another. Same options, same calls at the same
/// times: same answers, byte for byte.
struct Options {
  std::uint64_t seed = 1;
  /// The only key that is accepted; without it any non-empty key is.
  std::optional<std::string> api_key;
  /// In hundredths of the currency; at most 10^12.
  std::int64_t credit_cents = 100'000;
  /// USD, EUR or INR.
  std::string currency = "USD";
  bool stock_unlimited = false;
  /// Overrides the seeded stock; regions and models that are not listed then have none.
  std::vector<StockLevel> stock;
  /// Transitions take 1/time_scale of their duration and credit falls time_scale times as fast;
  /// from 0.001 to 1,000,000.
  double time_scale = 1;
  /// Lists show creations this much late and keep deleted things this long; real time, not scaled.
  Duration list_lag{0};
  AttachSemantics attach = AttachSemantics::replace;
  std::int64_t page_default = 20;
  std::int64_t page_max = 100;
  /// Calls answered per minute of the clock, then 429 until the minute is over; 0: no limit.
  std::int64_t calls_per_minute = 0;
  Durations durations;
  /// The call log keeps the newest so many entries.
  std::size_t call_log_max = 100'000;
  /// Of billing records, and of the chat's history, the newest so many are kept; a record that is
  /// still running is never dropped.
  std::size_t history_max = 50'000;
};

}  // namespace muster::sandbox
