#include "controller/cli/catalogue.hpp"

#include "controller/cli/kind_words.hpp"
#include "diff/plan_words.hpp"

#include <array>
#include <optional>
#include <set>
#include <utility>

namespace muster::cli {
namespace {

Value tier_value(const std::optional<Tier>& tier) {
  return tier ? Value(std::string(to_string(*tier))) : Value();
}

Value text_value(const std::string& text) {
  return text.empty() ? Value() : Value(text);
}

Value number_value(const std::optional<std::int64_t>& number) {
  return number ? Value(*number) : Value();
}

Value list_value(const std::vector<std::string>& texts) {
  Value::List list;
  for (const auto& text : texts) list.emplace_back(text);
  return list;
}

/// Reads rows and makes a listing of them.
template <class T, class Row>
Task<Result<Listing>> listed(Task<Result<std::vector<T>>> reading, Listing listing, Row row) {
  MUSTER_CO_TRY(const auto items, co_await std::move(reading));
  for (const auto& item : items) listing.rows.push_back(row(item));
  listing.when_empty = "The service lists none.";
  co_return listing;
}

Task<Result<Listing>> regions(net::Context context, api::Client& client) {
  return listed(
      client.list_regions(std::move(context)),
      {.kind = "Region", .columns = {{"name"}, {"tier"}, {"country"}, {"description", true}}},
      [](const CatalogueRegion& region) {
        return std::vector<Value>{region.name, tier_value(region.tier), text_value(region.country),
                                  text_value(region.description)};
      });
}

Task<Result<Listing>> os_images(net::Context context, api::Client& client) {
  return listed(
      client.list_os_images(std::move(context)),
      {.kind = "OSImage",
       .columns = {{"name"}, {"tier"}, {"region"}, {"type"}, {"id", true}, {"version", true}}},
      [](const CatalogueOsImage& image) {
        return std::vector<Value>{image.name,
                                  tier_value(image.tier),
                                  text_value(image.region),
                                  text_value(image.type),
                                  text_value(image.id),
                                  text_value(image.version)};
      });
}

Task<Result<Listing>> gpu_specs(net::Context context, api::Client& client) {
  return listed(client.list_gpu_specs(std::move(context)),
                {.kind = "GPUSpec",
                 .columns = {{"model"},
                             {"count"},
                             {"tier"},
                             {"vcpus"},
                             {"ramGb"},
                             {"diskGb"},
                             {"ephemeralGb"},
                             {"regions"},
                             {"gpuMemoryGb", true}}},
                [](const CatalogueGpuSpec& spec) {
                  return std::vector<Value>{spec.model,
                                            spec.count,
                                            tier_value(spec.tier),
                                            number_value(spec.vcpus),
                                            number_value(spec.ram_gb),
                                            number_value(spec.disk_gb),
                                            number_value(spec.ephemeral_gb),
                                            list_value(spec.regions),
                                            number_value(spec.gpu_memory_gb)};
                });
}

Task<Result<Listing>> volume_types(net::Context context, api::Client& client) {
  return listed(client.list_volume_types(std::move(context)),
                {.kind = "VolumeType", .columns = {{"name"}, {"tier"}}},
                [](const CatalogueVolumeType& type) {
                  return std::vector<Value>{type.name, tier_value(type.tier)};
                });
}

Task<Result<Listing>> protocols(net::Context context, api::Client& client) {
  return listed(client.list_protocols(std::move(context)),
                {.kind = "Protocol", .columns = {{"name"}, {"ports"}}},
                [](const CatalogueProtocol& protocol) {
                  return std::vector<Value>{
                      protocol.name, protocol.has_ports ? Value(*protocol.has_ports) : Value()};
                });
}

Task<Result<Listing>> stock(net::Context context, api::Client& client) {
  return read_stock(std::move(context), client, {}, {});
}

constexpr auto lists = std::to_array<CatalogueList>({
    {"regions", regions},
    {"os-images", os_images},
    {"gpu-specs", gpu_specs},
    {"volume-types", volume_types},
    {"protocols", protocols},
    {"stock", stock},
});

std::string without_plural(std::string_view word) {
  std::string text = folded(word);
  if (text.ends_with('s')) text.pop_back();
  return text;
}

/// Of the filters, the first that nothing passes is the one to look at again.
std::string no_stock(const std::vector<StockRow>& rows, const std::string& region,
                     const std::string& model) {
  const auto unknown = [&](const char* what, const std::string& wanted,
                           std::string StockRow::* member) -> std::string {
    std::set<std::string_view> known;
    for (const auto& row : rows) known.insert(row.*member);
    if (wanted.empty() || known.empty() || known.contains(wanted)) return {};
    std::string text = "The stock lists no " + (what + (" " + printable(wanted))) + ", only";
    for (const auto& name : known) text += (name == *known.begin() ? " " : ", ") + printable(name);
    return text + ".";
  };
  auto text = unknown("region", region, &StockRow::region);
  if (text.empty()) text = unknown("model", model, &StockRow::model);
  return text.empty() ? "The service lists no such stock." : text;
}

}  // namespace

std::vector<std::string_view> catalogue_words() {
  std::vector<std::string_view> words;
  for (const auto& list : lists) words.push_back(list.word);
  return words;
}

const CatalogueList* find_catalogue_list(std::string_view word) {
  for (const auto& list : lists)
    if (without_plural(list.word) == without_plural(word)) return &list;
  return nullptr;
}

Error not_listed(const CatalogueList& list, const std::string& name) {
  return Error(Errc::not_found, "the service lists no " + std::string(list.word) + " named \"" +
                                    printable(name) + "\"; muster get " + std::string(list.word) +
                                    " shows what it lists");
}

Task<Result<Listing>> read_stock(net::Context context, api::Client& client, std::string region,
                                 std::string model) {
  MUSTER_CO_TRY(const auto rows, co_await client.list_gpu_stocks(std::move(context)));
  Listing listing{.kind = "Stock",
                  .columns = {{"region"}, {"model"}, {"tier"}, {"available"}, {"machines"}},
                  .when_empty = no_stock(rows, region, model)};
  for (const auto& row : rows) {
    if ((!region.empty() && row.region != region) || (!model.empty() && row.model != model))
      continue;
    Value::List machines;
    for (const auto& [gpus, count] : row.machines_of)
      machines.emplace_back(std::to_string(gpus) + "x: " + format_availability(count));
    // What cannot be read as a number is shown as the service says it.
    const Value available = row.available      ? Value(format_availability(*row.available))
                            : row.said.empty() ? Value()
                                               : Value("unknown (" + row.said + ")");
    listing.rows.push_back(
        {row.region, row.model, tier_value(row.tier), available, std::move(machines)});
  }
  co_return listing;
}

}  // namespace muster::cli
