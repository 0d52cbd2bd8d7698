#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace muster::sandbox {

/// A list price per hour in hundredths of each currency; the three lists are not conversions.
struct Price {
  std::int64_t usd;
  std::int64_t eur;
  std::int64_t inr;
  /// Of a currency checked before.
  std::int64_t in(std::string_view currency) const {
    return currency == "EUR" ? eur : currency == "INR" ? inr : usd;
  }
};

struct RegionRow {
  std::string_view name;
  std::string_view tier;
  std::string_view country;
  std::string_view description;
  std::string_view green_status;
};

struct GpuRow {
  std::string_view model;
  std::string_view tier;
  Price price;
  std::int64_t max_count;
  std::int64_t gpu_memory_gb;
  std::int64_t vcpu;  // all sizes per GPU, invented
  std::int64_t ram_gb;
  std::int64_t ephemeral_gb;
};

struct VolumeTypeRow {
  std::string_view name;
  std::string_view tier;
  Price price;  // per TB
};

struct ImageRow {
  std::string_view id;
  std::string_view name;
  std::string_view type;
  std::string_view version;
  std::string_view tier;  // offered in every region of the tier
};

struct OfferRow {
  std::string_view region;
  std::string_view model;
};

struct ProtocolRow {
  std::string_view name;
  bool ports;
};

inline constexpr std::int64_t volume_size_min_gb = 100;
inline constexpr std::int64_t volume_size_max_gb = 1'048'576;
inline constexpr std::int64_t root_disk_gb = 100;
inline constexpr std::size_t firewalls_max = 25;
inline constexpr Price hibernation_price{1, 1, 100};
inline constexpr Price snapshot_price{10, 10, 1000};  // per 100 GB

inline constexpr std::array<std::string_view, 3> currencies = {"USD", "EUR", "INR"};
inline constexpr std::array<std::string_view, 2> tiers = {"legacy", "advanced"};
inline constexpr std::array<std::int64_t, 4> gpu_counts = {1, 2, 4, 8};

std::span<const RegionRow> regions();
std::span<const GpuRow> gpus();
std::span<const VolumeTypeRow> volume_types();
std::span<const ImageRow> os_images();
/// Which models a region has.
std::span<const OfferRow> offers();
std::span<const ProtocolRow> protocols();

bool is_tier(std::string_view name);
bool is_currency(std::string_view name);
const RegionRow* find_region(std::string_view name);
const GpuRow* find_gpu(std::string_view tier, std::string_view model);
const VolumeTypeRow* find_volume_type(std::string_view tier, std::string_view name);
/// By name or id.
const ImageRow* find_os_image(std::string_view tier, std::string_view name_or_id);
const ProtocolRow* find_protocol(std::string_view name);
bool is_offered(std::string_view region, std::string_view model);

}  // namespace muster::sandbox
