#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/source/write_file.hpp"
#include "manifests/formatter.hpp"
#include "manifests/line_diff.hpp"

#include <memory>
#include <set>
#include <utility>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

namespace fs = std::filesystem;

struct FmtFlags {
  std::vector<std::string> paths;
  bool check = false;
  bool diff = false;
};

/// A manifest, and where it is to be written.
struct FileToFormat {
  fs::path path;
  ManifestFile file;
};

Result<void> add_folder(const ProjectLocation& location, const std::vector<std::string>& below,
                        const std::vector<std::string>& excluded, const fs::path& shown,
                        std::vector<FileToFormat>& targets) {
  MUSTER_TRY(auto files, read_manifests(location, below, excluded));
  for (auto& file : files) {
    auto path = location.root / file.path;
    file.path = (shown / file.path).lexically_normal().string();
    targets.push_back({std::move(path), std::move(file)});
  }
  return {};
}

Result<std::vector<FileToFormat>> project_manifests(const std::string& given) {
  std::vector<FileToFormat> targets;
  MUSTER_TRY(const auto location, locate_project(given));
  ProjectSpec project;
  if (!location.settings.empty()) {
    MUSTER_TRY(auto text, read_text_file(location.settings));
    project = read_project({location.settings.filename().string(), std::move(text)}).project;
  }
  std::vector<std::string> other_files;
  if (project.api.contract) other_files.push_back(*project.api.contract);
  MUSTER_CHECK(add_folder(location, project.manifests, other_files, "", targets));
  if (targets.empty()) return std::unexpected(no_project_in(location.root));
  return targets;
}

/// The files that are named, and all manifests of the folders that are named; each once.
Result<std::vector<FileToFormat>> named_manifests(const std::vector<std::string>& paths) {
  std::vector<FileToFormat> targets;
  for (const auto& path : paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      MUSTER_CHECK(add_folder({fs::path(path), {}}, {}, {}, path, targets));
    } else {
      MUSTER_TRY(auto text, read_text_file(path));
      targets.push_back({path, {path, std::move(text)}});
    }
  }
  std::set<fs::path> seen;
  std::erase_if(targets, [&](const FileToFormat& target) {
    std::error_code error;
    return !seen.insert(fs::weakly_canonical(target.path, error)).second;
  });
  return targets;
}

int run_fmt(const CommonOptions& common, const FmtFlags& flags) {
  const auto targets =
      flags.paths.empty() ? project_manifests(common.project) : named_manifests(flags.paths);
  if (!targets) return give_up(targets.error());
  Diagnostics problems;
  std::size_t changed = 0;
  for (const auto& [path, file] : *targets) {
    const auto formatted = format_manifest(file);
    problems.insert(problems.end(), formatted.diagnostics.begin(), formatted.diagnostics.end());
    if (!formatted.diagnostics.empty() || formatted.text == file.text) continue;
    ++changed;
    if (!flags.check && !flags.diff)
      if (const auto written = write_file(path, formatted.text); !written) {
        print_diagnostics(problems);
        return give_up(written.error());
      }
    print(flags.diff ? line_diff(file.path, file.text, formatted.text) : file.path + "\n");
  }
  print_diagnostics(problems);
  if (!problems.empty()) return exit_invalid_manifests;
  return flags.check && changed > 0 ? exit_error : exit_ok;
}

}  // namespace

void add_fmt(Verbs& verbs) {
  const auto flags = std::make_shared<FmtFlags>();
  auto& verb =
      verbs.add("fmt", "Lay manifests out in one style; comments and values stay as they are",
                "muster fmt\n  muster fmt --check infra/network.yaml",
                [flags](const CommonOptions& common) { return run_fmt(common, *flags); });
  verb.add_option("PATH", flags->paths, "Files and folders; without any, the project's manifests")
      ->type_name("");
  verb.add_flag("--check", flags->check, "Write nothing; name what would change and exit 1");
  verb.add_flag("--diff", flags->diff, "Write nothing; show what would change");
}

}  // namespace muster::cli
