#pragma once

#include "manifests/load_options.hpp"
#include "model/diagnostic.hpp"

#include <string>

namespace muster {

/// A manifest in canonical form, or why there is none; then `text` is empty.
struct Formatted {
  std::string text;
  Diagnostics diagnostics;
};

/// Lays out anew what is between words; scalars and comments stay as they are written. What the
/// documents mean is compared before and after: a text that would change is refused. Formatting
/// twice is formatting once.
Formatted format_manifest(const ManifestFile& file);

}  // namespace muster
