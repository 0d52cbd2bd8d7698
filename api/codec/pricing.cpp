#include "api/codec/pricing.hpp"

#include "api/codec/object_reader.hpp"
#include "api/codec/scalar.hpp"
#include "api/codec/words.hpp"
#include "api/net/http_message.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

/// The value that manifests spell as the API does, letters of either case.
template <NamedEnum E>
std::optional<E> named(std::string_view word) {
  for (const auto& [value, name] : enum_names<E>)
    if (net::equal_ignoring_case(name, word)) return value;
  return std::nullopt;
}

Prices read_prices(Wire& wire, const nlohmann::json& price, const std::string& of) {
  const ObjectReader reader(wire, price, "a price");
  const auto* amounts = reader.find(Field::price_amounts);
  Prices prices;
  if (amounts == nullptr || !amounts->is_object()) {
    wire.notice("the price of " + of + " has no amounts; it is unknown");
    return prices;
  }
  for (const auto& [word, amount] : amounts->items()) {
    const auto currency = named<Currency>(word);
    if (!currency) {
      wire.notice("the price of " + of + " is given in the unknown currency \"" +
                  printable(word, word_length_max) + "\"; ignored");
      continue;
    }
    const auto nanos = read_nanos(amount);
    if (!nanos || *nanos < 0) {
      wire.notice("the price of " + of + " in " + std::string(to_string(*currency)) +
                  " is not an amount; it is unknown");
      continue;
    }
    prices.emplace(*currency, Money{*nanos, *currency});
  }
  return prices;
}

/// Calls visit(tier, what is priced there) for every tier of one part of the list.
void for_each_tier(Wire& wire, const ObjectReader& data, Field part,
                   const std::function<void(Tier, const nlohmann::json&)>& visit) {
  const auto* section = data.find(part);
  if (section == nullptr) return;
  const ObjectReader reader(wire, *section, "a part of the price list");
  const auto* tiers = reader.find(Field::pricing_by_tier);
  if (tiers == nullptr || !tiers->is_object()) return;
  for (const auto& [word, priced] : tiers->items()) {
    const auto tier = named<Tier>(word);
    if (tier && priced.is_object()) visit(*tier, priced);
    if (!tier)
      wire.notice("the price list has the unknown tier \"" + printable(word, word_length_max) +
                  "\"; ignored");
  }
}

void read_gpus(Wire& wire, Tier tier, const nlohmann::json& models, PriceList& list) {
  for (const auto& [model, price] : models.items()) {
    const auto max = ObjectReader(wire, price, "a price").integer(Field::price_max_count);
    list.gpus.push_back({tier, model, read_prices(wire, price, model), max});
  }
}

void read_volumes(Wire& wire, Tier tier, const nlohmann::json& types, PriceList& list) {
  for (const auto& [word, price] : types.items()) {
    if (const auto type = named<VolumeType>(word))
      list.volumes.push_back({tier, *type, read_prices(wire, price, word + " volumes")});
    else
      wire.notice("the price list has the unknown volume type \"" +
                  printable(word, word_length_max) + "\"; ignored");
  }
}

}  // namespace

Result<PriceList> decode_prices(Wire& wire, const nlohmann::json& body) {
  const ObjectReader reader(wire, body, "a price list");
  const auto* object = reader.find(Field::pricing_data);
  if (object == nullptr || !object->is_object()) return fail(reader.missing(Field::pricing_data));
  const ObjectReader data(wire, *object, "a price list");
  PriceList list;
  for_each_tier(wire, data, Field::pricing_gpus, [&](Tier tier, const nlohmann::json& models) {
    read_gpus(wire, tier, models, list);
  });
  for_each_tier(wire, data, Field::pricing_volumes, [&](Tier tier, const nlohmann::json& types) {
    read_volumes(wire, tier, types, list);
  });
  for_each_tier(wire, data, Field::pricing_snapshots, [&](Tier tier, const nlohmann::json& price) {
    if (tier == Tier::legacy) list.snapshot_per_100gb = read_prices(wire, price, "snapshots");
  });
  std::ranges::sort(list.gpus, {}, [](const GpuPrice& price) {
    return std::tuple(price.tier, std::string_view(price.model));
  });
  std::ranges::sort(list.volumes, {},
                    [](const VolumePrice& price) { return std::tuple(price.tier, price.type); });
  return list;
}

Result<HibernationSummary> decode_hibernations(Wire& wire, const nlohmann::json& body) {
  const ObjectReader reader(wire, body, "a summary of hibernated machines");
  HibernationSummary summary;
  const auto count = reader.integer(Field::hibernated_count);
  if (!count) return fail(reader.missing(Field::hibernated_count));
  summary.count = *count;
  const auto* metrics = reader.find(Field::hibernated_metrics);
  if (metrics == nullptr) return summary;
  const ObjectReader rates(wire, *metrics, "the billing of hibernated machines");
  const auto* rate = rates.find(Field::hibernation_rate);
  const auto nanos = rate == nullptr ? std::nullopt : read_nanos(*rate);
  const auto currency = read_named<Currency>(rates, Field::hibernation_currency);
  if (nanos && *nanos >= 0 && currency) summary.hourly_rate = Money{*nanos, *currency};
  return summary;
}

}  // namespace muster::api
