#include "api/sandbox/catalogue.hpp"

#include "api/sandbox/handlers/listing.hpp"
#include "api/sandbox/routes.hpp"
#include "model/result.hpp"

namespace muster::sandbox {
namespace {

/// True when the filter was not given or is that value.
bool passes(const Request& request, const std::string& name, std::string_view value) {
  const std::string wanted = query(request, name);
  return wanted.empty() || wanted == value;
}

Outcome<Json> list_regions(State& /*state*/, const Request& request) {
  Json out = Json::array();
  for (const RegionRow& region : regions())
    if (passes(request, "tier", region.tier))
      out.push_back({{"name", region.name},
                     {"description", region.description},
                     {"country", region.country},
                     {"tier", region.tier},
                     {"green_status", region.green_status}});
  return Json{{"regions", std::move(out)}};
}

Outcome<Json> list_os_images(State& /*state*/, const Request& request) {
  Json out = Json::array();
  for (const RegionRow& region : regions())
    for (const ImageRow& image : os_images())
      if (image.tier == region.tier && passes(request, "tier", image.tier) &&
          passes(request, "region", region.name))
        out.push_back({{"id", image.id},
                       {"name", image.name},
                       {"type", image.type},
                       {"version", image.version},
                       {"region", region.name},
                       {"tier", image.tier}});
  return Json{{"images", std::move(out)}};
}

Json spec(const GpuRow& gpu, std::int64_t count) {
  Json places = Json::array();
  for (const OfferRow& offer : offers())
    if (offer.model == gpu.model && find_region(offer.region)->tier == gpu.tier)
      places.push_back(offer.region);
  return {{"gpu_model", gpu.model},
          {"gpu_count", count},
          {"tier", gpu.tier},
          {"regions", std::move(places)},
          {"vcpu", gpu.vcpu * count},
          {"ram_gb", gpu.ram_gb * count},
          {"disk_gb", root_disk_gb},
          {"ephemeral_gb", gpu.ephemeral_gb * count},
          {"gpu_memory_gb", gpu.gpu_memory_gb}};
}

Outcome<Json> list_specs(State& /*state*/, const Request& request) {
  Json specs = Json::object();
  for (const GpuRow& gpu : gpus()) {
    if (!passes(request, "tier", gpu.tier) || !passes(request, "gpu_model", gpu.model)) continue;
    for (const std::int64_t count : gpu_counts)
      if (count <= gpu.max_count && passes(request, "gpu_count", std::to_string(count)))
        specs[std::string(gpu.model)][std::to_string(count)] = spec(gpu, count);
  }
  return Json{{"message", "GPU specifications retrieved successfully"},
              {"specs", std::move(specs)},
              {"metadata",
               {{"supported_tiers", tiers},
                {"authenticated_user", "my_api_key"},
                {"authentication_type", "api_key"},
                {"timestamp", request.now.time_since_epoch() / std::chrono::seconds(1)}}}};
}

/// Of what is unlimited.
constexpr std::int64_t plenty = 999'999;

/// The legacy upstream sends a string for large numbers, a lower bound.
Json available(std::string_view tier, std::optional<std::int64_t> free) {
  constexpr std::int64_t exact_below = 200;
  const std::int64_t number = free.value_or(plenty);
  if (tier == "legacy" && number >= exact_below) return std::to_string(exact_below) + "+";
  return number;
}

Outcome<Json> list_stocks(State& state, const Request& request) {
  Json stocks = Json::array();
  for (const OfferRow& offer : offers()) {
    const std::string_view tier = find_region(offer.region)->tier;
    const GpuRow* gpu = find_gpu(tier, offer.model);
    if (gpu == nullptr || !passes(request, "tier", tier) ||
        !passes(request, "region", offer.region) || !passes(request, "gpu_model", offer.model))
      continue;
    const auto free = state.stock(offer.region, offer.model);
    Json configurations = Json::object();
    for (const std::int64_t count : gpu_counts)
      if (count <= gpu->max_count)
        configurations[std::to_string(count) + "x"] = free.value_or(plenty) / count;
    stocks.push_back({{"region", offer.region},
                      {"gpu_model", offer.model},
                      {"tier", tier},
                      {"available", available(tier, free)},
                      {"configurations", std::move(configurations)}});
  }
  return Json{{"stocks", std::move(stocks)}};
}

Outcome<Json> get_balance(State& state, const Request& /*request*/) {
  return Json{{"balance", balance(state.credit().balance())},
              {"currency", state.options().currency}};
}

constexpr Route routes[] = {
    {"GET", "/regions/", list_regions},       {"GET", "/os-images/", list_os_images},
    {"GET", "/gpu-specs/", list_specs},       {"GET", "/gpu-stocks/", list_stocks},
    {"GET", "/credit-balance/", get_balance},
};

}  // namespace

std::span<const Route> catalogue_routes() {
  return routes;
}

}  // namespace muster::sandbox
