#include "controller/cli/workspace.hpp"

#include "api/net/proxy.hpp"
#include "controller/schedule/time_zones.hpp"

#include <string>
#include <vector>

namespace muster::cli {
namespace {

constexpr const char* default_ledger = ".muster/ledger.db";

}  // namespace

std::filesystem::path Workspace::ledger_file() const {
  return location.root / loaded.project.ledger.value_or(default_ledger);
}

Result<Workspace> open_workspace(const CommonOptions& options) {
  Workspace workspace;
  MUSTER_TRY(workspace.location, locate_project(options.project));
  ProjectSpec project;
  if (!workspace.location.settings.empty()) {
    MUSTER_TRY(auto text, read_text_file(workspace.location.settings));
    const auto name = workspace.location.settings.filename().string();
    project = read_project({name, std::move(text)})
                  .project;  // its problems come again with the load below
  }
  std::vector<std::string> other_files;
  if (project.api.contract) other_files.push_back(*project.api.contract);
  MUSTER_TRY(const auto files, read_manifests(workspace.location, project.manifests, other_files));
  LoadOptions load_options{.environment = options.environment, .variables = options.variables};
  load_options.read_file =
      file_reader(workspace.location, project.allow_outside_files.value_or(false));
  load_options.read_env = net::process_environment;
  load_options.known_zone = is_known_time_zone;
  workspace.loaded = load(files, load_options);
  return workspace;
}

Result<void> expect_project(const Workspace& workspace) {
  const auto& [location, loaded] = workspace;
  const bool any = !location.settings.empty() || !loaded.desired.resources.empty() ||
                   !loaded.diagnostics.empty();
  if (any) return {};
  return std::unexpected(no_project_in(location.root));
}

Error no_project_in(const std::filesystem::path& folder) {
  return {Errc::not_found, "there is neither a muster.yaml nor any other manifest in " +
                               folder.string() +
                               ": `muster init` begins a project, --project names another folder"};
}

}  // namespace muster::cli
