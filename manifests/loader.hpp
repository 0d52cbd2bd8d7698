#pragma once

#include "manifests/load_options.hpp"
#include "model/diagnostic.hpp"
#include "model/kinds/contract_overrides.hpp"
#include "model/kinds/project.hpp"
#include "model/resource.hpp"

#include <string>
#include <vector>

namespace muster {

/// What a project's manifests want and everything that is wrong with them, in the order of files
/// and lines. With errors among the diagnostics the rest is for showing, not for acting.
struct Loaded {
  DesiredState desired;      // without the Project itself
  ProjectSpec project;       // defaults if there is none
  std::string project_name;  // empty if there is none
  Diagnostics diagnostics;
};

/// Reads and checks all manifests of a project. Pure but for the callbacks; the order of the files
/// does not matter.
Loaded load(const std::vector<ManifestFile>& files, const LoadOptions& options);

/// The Project in its own file, before the other manifests can be found. Other documents of the
/// file are left for load(). A file without a Project is no problem here.
struct ReadProject {
  ProjectSpec project;
  Diagnostics diagnostics;
};
ReadProject read_project(const ManifestFile& file);

/// The file that Project.spec.api.contract names: one document with the fields alone.
struct ReadContract {
  ContractOverrides overrides;
  Diagnostics diagnostics;
};
ReadContract read_contract_overrides(const ManifestFile& file);

}  // namespace muster
