#include "api/codec/catalogue.hpp"

#include "api/codec/envelope.hpp"
#include "api/codec/object_reader.hpp"
#include "api/codec/scalar.hpp"
#include "api/codec/words.hpp"

#include <algorithm>
#include <tuple>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

/// Lists in lists are groups; nobody nests them deeper than this.
constexpr int group_depth_max = 4;

void leave_out(Wire& wire, const char* what) {
  wire.notice(std::string("the API lists ") + what + " without a name; left out");
}

void read_os_image(Wire& wire, const nlohmann::json& row, CatalogueOsImage inherited,
                   std::vector<CatalogueOsImage>& images, int depth) {
  const ObjectReader reader(wire, row, "an OS image");
  CatalogueOsImage image = std::move(inherited);
  if (auto region = read_region(reader, Field::os_image_region); !region.empty())
    image.region = std::move(region);
  if (const auto type = reader.nonempty(Field::os_image_type)) image.type = *type;
  if (const auto tier = read_named<Tier>(reader, Field::os_image_tier)) image.tier = tier;
  const auto* members = reader.find(Field::list_os_images);
  if (members != nullptr && members->is_array() && depth < group_depth_max) {
    for (const auto& member : *members) read_os_image(wire, member, image, images, depth + 1);
    return;
  }
  image.name = reader.text(Field::os_image_name).value_or("");
  if (image.name.empty()) return leave_out(wire, "an OS image");
  image.id = reader.text(Field::os_image_id).value_or("");
  image.version = reader.text(Field::os_image_version).value_or("");
  images.push_back(std::move(image));
}

std::vector<std::string> read_regions(const ObjectReader& spec) {
  std::vector<std::string> regions;
  const auto* member = spec.find(Field::gpu_spec_regions);
  if (member == nullptr) return regions;
  if (!member->is_array()) {
    if (auto region = read_region(spec, Field::gpu_spec_regions); !region.empty())
      regions.push_back(std::move(region));
    return regions;
  }
  for (const auto& entry : *member)
    if (auto region = read_text(entry)) regions.push_back(*std::move(region));
  return regions;
}

void read_spec(Wire& wire, const nlohmann::json& row, std::string model, std::int64_t count,
               std::vector<CatalogueGpuSpec>& specs) {
  const ObjectReader reader(wire, row, "a GPU size");
  CatalogueGpuSpec spec;
  spec.model = reader.text(Field::gpu_spec_model).value_or(std::move(model));
  spec.count = reader.integer(Field::gpu_spec_count).value_or(count);
  if (spec.model.empty() || spec.count <= 0) return leave_out(wire, "a GPU size");
  spec.tier = read_named<Tier>(reader, Field::gpu_spec_tier);
  spec.regions = read_regions(reader);
  spec.vcpus = reader.integer(Field::gpu_spec_vcpus);
  spec.ram_gb = reader.integer(Field::gpu_spec_ram);
  spec.disk_gb = reader.integer(Field::gpu_spec_disk);
  spec.ephemeral_gb = reader.integer(Field::gpu_spec_ephemeral);
  spec.gpu_memory_gb = reader.integer(Field::gpu_spec_gpu_memory);
  specs.push_back(std::move(spec));
}

/// "2x" and "2".
std::optional<std::int64_t> gpus_of(std::string text) {
  if (text.ends_with('x')) text.pop_back();
  return read_integer(nlohmann::json(text));
}

/// A count, or a lower bound such as "200+" (inferred from Hyperstack).
std::optional<Availability> read_availability(const nlohmann::json& value) {
  if (const auto count = read_integer(value)) {
    if (*count < 0) return std::nullopt;
    return Availability{*count, false};
  }
  auto text = value.is_string() ? value.get<std::string>() : std::string();
  if (!text.ends_with('+')) return std::nullopt;
  text.pop_back();
  const auto count = read_integer(nlohmann::json(text));
  if (!count || *count < 0) return std::nullopt;
  return Availability{*count, true};
}

void read_configurations(const ObjectReader& stock, StockRow& row) {
  const auto* member = stock.find(Field::gpu_stock_configurations);
  if (member == nullptr) return;
  const auto add = [&](std::optional<std::int64_t> gpus, const nlohmann::json* available) {
    const auto machines = available == nullptr ? std::nullopt : read_availability(*available);
    if (gpus && *gpus > 0 && machines) row.machines_of[*gpus] = *machines;
  };
  if (member->is_object())
    for (const auto& [size, available] : member->items()) add(gpus_of(size), &available);
  if (!member->is_array()) return;
  for (const auto& entry : *member) {
    const ObjectReader reader(stock.wire(), entry, "a configuration");
    add(reader.integer(Field::stock_configuration_gpu_count),
        reader.find(Field::stock_configuration_available));
  }
}

/// The list of an answer: its rows, under the member or as the answer itself.
template <class Read>
Result<void> for_each_row(Wire& wire, const nlohmann::json& body, Field list, Read&& read) {
  MUSTER_TRY(const auto page, decode_page(wire, body, list));
  if (page.items != nullptr)
    for (const auto& row : *page.items) read(row);
  return {};
}

}  // namespace

Result<std::vector<CatalogueRegion>> decode_regions(Wire& wire, const nlohmann::json& body) {
  std::vector<CatalogueRegion> regions;
  MUSTER_CHECK(for_each_row(wire, body, Field::list_regions, [&](const nlohmann::json& row) {
    const ObjectReader reader(wire, row, "a region");
    const auto name = row.is_string() ? read_text(row) : reader.nonempty(Field::region_name);
    if (!name) return leave_out(wire, "a region");
    regions.push_back({*name, read_named<Tier>(reader, Field::region_tier),
                       reader.text(Field::region_country).value_or(""),
                       reader.text(Field::region_description).value_or("")});
  }));
  std::ranges::sort(regions, {}, &CatalogueRegion::name);
  return regions;
}

Result<std::vector<CatalogueOsImage>> decode_os_images(Wire& wire, const nlohmann::json& body) {
  std::vector<CatalogueOsImage> images;
  MUSTER_CHECK(for_each_row(wire, body, Field::list_os_images, [&](const nlohmann::json& row) {
    read_os_image(wire, row, {}, images, 1);
  }));
  std::ranges::sort(images, {}, [](const CatalogueOsImage& image) {
    return std::tuple(image.tier, std::string_view(image.region), std::string_view(image.name));
  });
  return images;
}

Result<std::vector<CatalogueGpuSpec>> decode_gpu_specs(Wire& wire, const nlohmann::json& body) {
  const ObjectReader reader(wire, body, "a list of GPU sizes");
  const auto* list = body.is_array() ? &body : reader.find(Field::list_gpu_specs);
  if (list == nullptr || (!list->is_array() && !list->is_object()))
    return fail(reader.missing(Field::list_gpu_specs));
  std::vector<CatalogueGpuSpec> specs;
  if (list->is_array()) {
    for (const auto& row : *list) read_spec(wire, row, "", 0, specs);
  } else {
    for (const auto& [model, sizes] : list->items())
      if (sizes.is_object())
        for (const auto& [size, row] : sizes.items())
          read_spec(wire, row, model, gpus_of(size).value_or(0), specs);
  }
  std::ranges::sort(specs, {}, [](const CatalogueGpuSpec& spec) {
    return std::tuple(spec.tier, std::string_view(spec.model), spec.count);
  });
  return specs;
}

Result<std::vector<CatalogueVolumeType>> decode_volume_types(Wire& wire,
                                                             const nlohmann::json& body) {
  const ObjectReader reader(wire, body, "a list of volume types");
  const auto* list = body.is_array() ? &body : reader.find(Field::list_volume_types);
  if (list == nullptr || (!list->is_array() && !list->is_object()))
    return fail(reader.missing(Field::list_volume_types));
  std::vector<CatalogueVolumeType> types;
  const auto read = [&](const nlohmann::json& row, std::optional<Tier> tier) {
    const ObjectReader type(wire, row, "a volume type");
    auto name = row.is_string() ? read_text(row) : type.nonempty(Field::volume_type);
    if (!name) name = type.nonempty(Field::volume_name);
    if (!name) return leave_out(wire, "a volume type");
    types.push_back({*name, tier ? tier : read_named<Tier>(type, Field::volume_tier)});
  };
  if (list->is_array()) {
    for (const auto& row : *list) read(row, std::nullopt);
  } else {
    for (const auto& [word, rows] : list->items())
      for (const auto& row : rows.is_array() ? rows : nlohmann::json::array())
        read(row, parse_enum<Tier>(word));
  }
  std::ranges::sort(types, {}, [](const CatalogueVolumeType& type) {
    return std::tuple(type.tier, std::string_view(type.name));
  });
  return types;
}

Result<std::vector<CatalogueProtocol>> decode_protocols(Wire& wire, const nlohmann::json& body) {
  std::vector<CatalogueProtocol> protocols;
  MUSTER_CHECK(for_each_row(wire, body, Field::list_protocols, [&](const nlohmann::json& row) {
    const ObjectReader reader(wire, row, "a protocol");
    const auto name = row.is_string() ? read_text(row) : reader.nonempty(Field::protocol_name);
    if (!name) return leave_out(wire, "a protocol");
    CatalogueProtocol protocol{*name, std::nullopt};
    if (const auto* ports = reader.find(Field::protocol_has_ports))
      protocol.has_ports = read_flag(*ports);
    protocols.push_back(std::move(protocol));
  }));
  std::ranges::sort(protocols, {}, &CatalogueProtocol::name);
  return protocols;
}

Result<std::vector<StockRow>> decode_stock(Wire& wire, const nlohmann::json& body) {
  std::vector<StockRow> rows;
  MUSTER_CHECK(for_each_row(wire, body, Field::list_gpu_stocks, [&](const nlohmann::json& item) {
    const ObjectReader reader(wire, item, "a stock row");
    StockRow row;
    row.model = reader.text(Field::gpu_stock_model).value_or("");
    row.region = read_region(reader, Field::gpu_stock_region);
    if (row.model.empty() || row.region.empty()) return leave_out(wire, "GPU stock");
    row.tier = read_named<Tier>(reader, Field::gpu_stock_tier);
    if (const auto* available = reader.find(Field::gpu_stock_available)) {
      row.available = read_availability(*available);
      row.said = available->is_string() ? available->get<std::string>() : available->dump();
      row.said = printable(row.said, 40);
    }
    read_configurations(reader, row);
    rows.push_back(std::move(row));
  }));
  std::ranges::sort(rows, {}, [](const StockRow& row) {
    return std::tuple(std::string_view(row.region), std::string_view(row.model));
  });
  return rows;
}

}  // namespace muster::api
