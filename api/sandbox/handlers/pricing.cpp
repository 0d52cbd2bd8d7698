#include "api/sandbox/body_reader.hpp"
#include "api/sandbox/catalogue.hpp"
#include "api/sandbox/handlers/listing.hpp"
#include "api/sandbox/routes.hpp"
#include "model/result.hpp"

#include <charconv>

namespace muster::sandbox {
namespace {

/// The seven documented fields, all optional.
struct Query {
  std::optional<std::string> tier;
  std::optional<std::string> currency;
  std::optional<std::string> resource_type;
  std::optional<std::string> volume_type;
  std::optional<std::string> gpu_model;
  std::optional<std::int64_t> volume_size_gb;
  std::optional<std::int64_t> gpu_count;
};

bool passes(const std::optional<std::string>& filter, std::string_view value) {
  return !filter || *filter == value;
}

Json prices(const Query& query, const Price& price) {
  Json out = Json::object();
  for (const std::string_view currency : currencies)
    if (passes(query.currency, currency)) out[std::string(currency)] = money(price.in(currency));
  return out;
}

/// The same seven as query parameters of GET or fields of POST.
Outcome<Query> read(const Request& request) {
  Json fields = request.body;
  for (const std::string name : {"tier", "currency", "resource_type", "volume_type", "gpu_model"})
    if (const std::string value = query(request, name); !value.empty()) fields[name] = value;
  for (const std::string name : {"volume_size_gb", "gpu_count"}) {
    const std::string value = query(request, name);
    if (value.empty()) continue;
    std::int64_t number = 0;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    fields[name] = error == std::errc{} && stop == end ? Json(number) : Json(value);
  }
  BodyReader in(fields);
  Query out;
  out.tier = in.optional_text("tier");
  out.currency = in.optional_text("currency");
  out.resource_type = in.optional_text("resource_type");
  out.volume_type = in.optional_text("volume_type");
  out.gpu_model = in.optional_text("gpu_model");
  out.volume_size_gb = in.optional_integer("volume_size_gb");
  out.gpu_count = in.optional_integer("gpu_count");
  MUSTER_CHECK(in.done());
  return out;
}

Outcome<void> check(const Query& query) {
  if (query.tier && !is_tier(*query.tier))
    return refuse(codes::invalid_tier, "Unknown tier '" + *query.tier + "'");
  if (query.currency && !is_currency(*query.currency))
    return refuse(codes::validation_error, "Unsupported currency '" + *query.currency + "'");
  if (query.resource_type && *query.resource_type != "volumes" &&
      *query.resource_type != "snapshots" && *query.resource_type != "gpus")
    return refuse(codes::validation_error, "Unknown resource_type '" + *query.resource_type + "'");
  if (query.volume_size_gb && *query.volume_size_gb < volume_size_min_gb)
    return refuse(codes::validation_error, "volume_size_gb must be at least 100");
  if (query.gpu_count && *query.gpu_count < 1)
    return refuse(codes::invalid_gpu_count, "gpu_count must be at least 1");
  return {};
}

Json volumes_part(const Query& query) {
  Json pricing = Json::object();
  for (const VolumeTypeRow& type : volume_types())
    if (passes(query.tier, type.tier) && passes(query.volume_type, type.name))
      pricing[std::string(type.tier)][std::string(type.name)] = {
          {"prices", prices(query, type.price)}, {"unit", "per TB per hour"}};
  return {{"pricing", std::move(pricing)},
          {"minimum_size_gb", volume_size_min_gb},
          {"description", "Block storage, billed by provisioned size"}};
}

Json snapshots_part(const Query& query) {
  Json pricing = Json::object();
  if (passes(query.tier, "legacy"))
    pricing["legacy"] = {{"prices", prices(query, snapshot_price)},
                         {"fixed_size_gb", 100},
                         {"unit", "per hour (fixed 100GB)"}};
  return {{"pricing", std::move(pricing)},
          {"description", "Snapshots of boot disks, legacy tier only"}};
}

Json gpus_part(const Query& query) {
  Json pricing = Json::object();
  for (const GpuRow& gpu : gpus())
    if (passes(query.tier, gpu.tier) && passes(query.gpu_model, gpu.model) &&
        query.gpu_count.value_or(1) <= gpu.max_count)
      pricing[std::string(gpu.tier)][std::string(gpu.model)] = {
          {"prices", prices(query, gpu.price)},
          {"max_count", gpu.max_count},
          {"unit", "per GPU per hour"}};
  return {{"pricing", std::move(pricing)},
          {"description", "GPU instances, billed per minute, vCPU and RAM included"}};
}

Outcome<Json> get_pricing(State& /*state*/, const Request& request) {
  MUSTER_TRY(const Query query, read(request));
  MUSTER_CHECK(check(query));
  Json data = Json::object();
  if (passes(query.resource_type, "volumes")) data["volumes"] = volumes_part(query);
  if (passes(query.resource_type, "snapshots")) data["snapshots"] = snapshots_part(query);
  if (passes(query.resource_type, "gpus")) data["gpus"] = gpus_part(query);
  data["metadata"] = {{"supported_currencies", currencies},
                      {"supported_tiers", tiers},
                      {"volume_minimum_size_gb", volume_size_min_gb},
                      {"authenticated_user", "my_api_key"},
                      {"authentication_type", "api_key"},
                      {"timestamp", request.now.time_since_epoch() / std::chrono::seconds(1)}};
  return Json{{"message", "Pricing information retrieved successfully"},
              {"pricing_data", std::move(data)}};
}

constexpr Route routes[] = {{"GET", "/pricing/", get_pricing}, {"POST", "/pricing/", get_pricing}};

}  // namespace

std::span<const Route> pricing_routes() {
  return routes;
}

}  // namespace muster::sandbox
