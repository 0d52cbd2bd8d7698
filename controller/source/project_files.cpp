#include "controller/source/project_files.hpp"

#include "controller/source/limits.hpp"
#include "manifests/loader.hpp"
#include "model/digest.hpp"

#include <set>
#include <string_view>
#include <utility>

namespace muster {
namespace {

bool is_manifest(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml");
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

/// All manifests below a folder. One that cannot be read is found as well, so that reading it
/// fails: what a missing manifest stands for would be deleted.
Result<void> collect(const FileTree& tree, const std::string& top, std::set<std::string>& found) {
  std::vector<std::pair<std::string, std::size_t>> folders = {{top, 0}};
  while (!folders.empty()) {
    const auto [folder, depth] = std::move(folders.back());
    folders.pop_back();
    if (depth > limits::folder_depth_max)
      return fail(Errc::io, tree.shown(folder) + " lies deeper than " +
                                std::to_string(limits::folder_depth_max) +
                                " folders: name the folders you mean in Project.spec.manifests");
    MUSTER_TRY(const auto entries, tree.list(folder));
    for (const auto& entry : entries) {
      if (FileTree::is_hidden(entry.name)) continue;
      auto path = joined(folder, entry.name);
      if (entry.kind == EntryKind::folder) {
        folders.emplace_back(std::move(path), depth + 1);
      } else if (entry.kind != EntryKind::linked_folder && is_manifest(entry.name)) {
        found.insert(std::move(path));
      }
    }
    if (found.size() > limits::manifest_files_max)
      return fail(Errc::io, tree.shown(top) + " holds more than " +
                                std::to_string(limits::manifest_files_max) +
                                " manifests: name the folders you mean in Project.spec.manifests");
  }
  return {};
}

Result<std::vector<ManifestFile>> read_all(const FileTree& tree,
                                           const std::set<std::string>& paths) {
  std::vector<ManifestFile> files;
  files.reserve(paths.size());
  std::uintmax_t bytes = 0;
  for (const auto& path : paths) {
    MUSTER_TRY(auto text, tree.read(path));
    bytes += text.size();
    if (bytes > limits::project_bytes_max)
      return fail(Errc::io, "the manifests together have more than " +
                                std::to_string(limits::project_bytes_max) +
                                " bytes: name the folders you mean in Project.spec.manifests");
    files.push_back({path, std::move(text)});
  }
  return files;
}

}  // namespace

Result<std::vector<ManifestFile>> select_manifests(const FileTree& tree,
                                                   const std::string& settings,
                                                   const std::vector<std::string>& paths,
                                                   const std::vector<std::string>& excluded) {
  std::set<std::string> found;
  if (!settings.empty()) found.insert(settings);
  for (const auto& given : paths.empty() ? std::vector<std::string>{"."} : paths) {
    MUSTER_TRY(auto path, tree.locate(given));
    MUSTER_TRY(const auto kind, tree.look(path));
    if (kind == EntryKind::file) {
      found.insert(std::move(path));
    } else if (kind == EntryKind::folder || kind == EntryKind::linked_folder) {
      MUSTER_CHECK(collect(tree, path, found));
    } else {
      return fail(Errc::not_found, "Project.spec.manifests names " + given + ", and there is no " +
                                       tree.shown(path) + ": make it, or correct the path in " +
                                       tree.shown(settings));
    }
  }
  for (const auto& given : excluded) {
    MUSTER_TRY(const auto path, tree.locate(given));
    found.erase(path);
  }
  return read_all(tree, found);
}

Result<ProjectFiles> read_project_files(const FileTree& tree, const std::string& settings) {
  ProjectFiles files;
  if (!settings.empty()) {
    MUSTER_TRY(auto text, tree.read(settings));
    files.project = read_project({settings, std::move(text)}).project;
  }
  std::vector<std::string> other_files;
  if (const auto& contract = files.project.api.contract) {
    other_files.push_back(*contract);
    MUSTER_TRY(const auto path, tree.locate(*contract));
    MUSTER_TRY(files.contract, tree.read(path));
  }
  MUSTER_TRY(files.manifests,
             select_manifests(tree, settings, files.project.manifests, other_files));
  return files;
}

std::string digest_of(const ProjectFiles& files) {
  // Lengths go before texts, so that nothing can move from one to the next unnoticed.
  std::string all;
  const auto add = [&all](const std::string& text) {
    all += std::to_string(text.size()) + ":" + text;
  };
  for (const auto& file : files.manifests) {
    add(file.path);
    add(sha256_hex(file.text));
  }
  add(files.contract);
  return "sha256:" + sha256_hex(all);
}

}  // namespace muster
