#pragma once

#include "controller/source/git/library.hpp"
#include "model/result.hpp"

#include <filesystem>

namespace muster::git {

/// The bare repository in the folder: what has been fetched before. Made if there is none, and made
/// anew, empty, if it cannot be used: nothing in it is lost that cannot be fetched again.
/// Errors: io.
Result<Repository> open_cache(const std::filesystem::path& folder);

/// Throws it away. Who has it open reads on what is open. Errors: io.
Result<void> remove_cache(const std::filesystem::path& folder);

/// Whether so many fetches have left their packs that one fetch of everything is cheaper.
bool is_worn(const std::filesystem::path& folder);

}  // namespace muster::git
