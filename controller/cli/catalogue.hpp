#pragma once

#include "api/client.hpp"
#include "controller/cli/listing.hpp"
#include "model/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster::cli {

/// A list of what the service offers, not of what the account has.
struct CatalogueList {
  std::string_view word;  // as people write it: "regions"
  Task<Result<Listing>> (*read)(net::Context context, api::Client& client);
};

std::vector<std::string_view> catalogue_words();
/// Case and hyphens do not count, nor does a missing last s; null: no such list.
const CatalogueList* find_catalogue_list(std::string_view word);

/// When a list has no row of that name: not_found.
Error not_listed(const CatalogueList& list, const std::string& name);

/// GPUs that are free, only those of the region and model; empty: all.
Task<Result<Listing>> read_stock(net::Context context, api::Client& client, std::string region,
                                 std::string model);

}  // namespace muster::cli
