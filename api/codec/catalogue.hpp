#pragma once

#include "api/codec/wire.hpp"
#include "model/catalogue.hpp"
#include "model/result.hpp"

#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

// Lists of what the service offers. Rows without a name are left out and noticed. Errors: protocol,
// when the answer holds no list.

Result<std::vector<CatalogueRegion>> decode_regions(Wire& wire, const nlohmann::json& body);
/// A flat list, or groups by region or family with lists of their own (inferred from Hyperstack).
Result<std::vector<CatalogueOsImage>> decode_os_images(Wire& wire, const nlohmann::json& body);
/// A list, or a map from model to a map from count to a size.
Result<std::vector<CatalogueGpuSpec>> decode_gpu_specs(Wire& wire, const nlohmann::json& body);
/// By tier, or a list of names or objects.
Result<std::vector<CatalogueVolumeType>> decode_volume_types(Wire& wire,
                                                             const nlohmann::json& body);
/// Names or objects.
Result<std::vector<CatalogueProtocol>> decode_protocols(Wire& wire, const nlohmann::json& body);
Result<std::vector<StockRow>> decode_stock(Wire& wire, const nlohmann::json& body);

}  // namespace muster::api
