#include "controller/cli/workspace.hpp"

#include "api/net/proxy.hpp"
#include "controller/cli/console.hpp"
#include "controller/schedule/time_zones.hpp"

#include <iterator>
#include <string>
#include <vector>

namespace muster::cli {
namespace {

constexpr const char* default_ledger = ".muster/ledger.db";

Result<ReadProject> read_settings(const ProjectLocation& location) {
  if (location.settings.empty()) return ReadProject{};
  MUSTER_TRY(auto text, read_text_file(location.settings));
  return read_project({location.settings.filename().string(), std::move(text)});
}

}  // namespace

std::filesystem::path Workspace::ledger_file() const {
  return location.root / loaded.project.ledger.value_or(default_ledger);
}

Result<Workspace> open_project(const CommonOptions& options) {
  Workspace workspace;
  MUSTER_TRY(workspace.location, locate_project(options.project));
  MUSTER_TRY(auto read, read_settings(workspace.location));
  if (has_errors(read.diagnostics)) {
    print_diagnostics(read.diagnostics);
    return fail(Errc::invalid_manifest,
                "the settings of the project are not valid; nothing was done");
  }
  workspace.loaded.project = std::move(read.project);
  return workspace;
}

Result<Workspace> open_workspace(const CommonOptions& options, std::vector<ManifestFile> further) {
  Workspace workspace;
  MUSTER_TRY(workspace.location, locate_project(options.project));
  // Its problems come again with the load below.
  MUSTER_TRY(const auto settings, read_settings(workspace.location));
  const ProjectSpec& project = settings.project;
  std::vector<std::string> other_files;
  if (project.api.contract) other_files.push_back(*project.api.contract);
  MUSTER_TRY(auto files, read_manifests(workspace.location, project.manifests, other_files));
  files.insert(files.end(), std::make_move_iterator(further.begin()),
               std::make_move_iterator(further.end()));
  LoadOptions load_options{.environment = options.environment, .variables = options.variables};
  load_options.read_file =
      file_reader(workspace.location, project.allow_outside_files.value_or(false));
  load_options.read_env = net::process_environment;
  load_options.known_zone = is_known_time_zone;
  workspace.loaded = load(files, load_options);
  return workspace;
}

Result<Workspace> open_settings_and_manifests(const CommonOptions& options, const std::string& so) {
  MUSTER_TRY(auto settings, open_project(options));
  auto workspace = open_workspace(options);
  if (workspace && !has_errors(workspace->loaded.diagnostics)) return *std::move(workspace);
  print_error("muster: note: the manifests have errors, " + so +
              "; `muster validate` lists them\n");
  if (workspace) {
    settings.loaded.desired = std::move(workspace->loaded.desired);
    settings.loaded.diagnostics = std::move(workspace->loaded.diagnostics);
  }
  return settings;
}

Result<void> expect_project(const Workspace& workspace) {
  const Loaded& loaded = workspace.loaded;
  const bool any = !workspace.location.settings.empty() || !loaded.desired.resources.empty() ||
                   !loaded.diagnostics.empty();
  if (any) return {};
  return std::unexpected(no_project_in(workspace.location.root));
}

Error no_project_in(const std::filesystem::path& folder) {
  return {Errc::not_found, "there is neither a muster.yaml nor any other manifest in " +
                               folder.string() +
                               ": `muster init` begins a project, --project names another folder"};
}

}  // namespace muster::cli
