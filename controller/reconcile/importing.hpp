#pragma once

#include "diff/importable.hpp"
#include "diff/planner.hpp"
#include "manifests/loader.hpp"
#include "model/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What to import, and where its manifests go.
struct ImportRequest {
  std::optional<Kind> kind;  // empty: everything that is not managed
  std::string name;          // or id, of the one thing
  /// The path of the file for a kind, relative to the project as manifests are shown.
  std::function<std::string(Kind)> file_for;
  /// The project's manifests together with these, read and checked.
  std::function<Result<Loaded>(const std::vector<ManifestFile>&)> load;
};

/// Manifests of what is in the account, and the plan that takes over just that.
struct Import {
  std::vector<Importable> taken;     // in the order of plans
  std::vector<Importable> left_out;  // each with its problem
  std::vector<ManifestFile> files;   // of what is taken; what is left out is named in comments
  Loaded loaded;                     // the project with these files
  PlanOptions options;               // for the same plan again
  Planned planned;                   // nothing but adoptions, if it may be performed
};

/// Writes manifests, loads them beside those of the project and plans. What does not come out as
/// one adoption and nothing else is left out, with the reason, and the rest is tried again.
/// Errors: not_found (no such thing), conflict (it is managed; something else is to be applied
/// first), those of `load`, invalid_manifest (the project's own manifests are not valid).
Result<Import> prepare_import(const ImportRequest& request, const LiveState& live,
                              const RecordedState& recorded, const SecretKey& secrets);

}  // namespace muster
