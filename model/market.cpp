#include "model/market.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr std::int64_t gb_per_tb = 1000;
constexpr std::int64_t gb_per_snapshot_unit = 100;

std::optional<Money> in(const Prices& prices, Currency currency) {
  const auto found = prices.find(currency);
  return found == prices.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::optional<Money> PriceList::of_machine(Tier tier, std::string_view model,
                                           std::int64_t gpus_in_it, Currency currency) const {
  const auto found = std::ranges::find_if(
      gpus, [&](const GpuPrice& price) { return price.tier == tier && price.model == model; });
  if (found == gpus.end()) return std::nullopt;
  const auto one = in(found->per_gpu, currency);
  return one ? std::optional(*one * gpus_in_it) : std::nullopt;
}

std::optional<Money> PriceList::of_volume(Tier tier, VolumeType type, Gigabytes size,
                                          Currency currency) const {
  const auto found = std::ranges::find_if(
      volumes, [&](const VolumePrice& price) { return price.tier == tier && price.type == type; });
  if (found == volumes.end()) return std::nullopt;
  const auto tb = in(found->per_tb, currency);
  return tb ? std::optional(*tb * size.count / gb_per_tb) : std::nullopt;
}

std::optional<Money> PriceList::of_snapshot(Gigabytes size, Currency currency) const {
  const auto unit = in(snapshot_per_100gb, currency);
  return unit ? std::optional(*unit * size.count / gb_per_snapshot_unit) : std::nullopt;
}

std::optional<Money> PriceList::of_hibernation(Currency currency) const {
  return in(hibernated_machine, currency);
}

std::string format_availability(const Availability& availability) {
  return std::to_string(availability.count) + (availability.at_least ? "+" : "");
}

}  // namespace muster
