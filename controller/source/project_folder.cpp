#include "controller/source/project_folder.hpp"

#include "controller/source/limits.hpp"
#include "controller/source/project_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

namespace muster {
namespace {

namespace fs = std::filesystem;

bool is_inside(const fs::path& path, const fs::path& root) {
  const auto [rest, end] = std::ranges::mismatch(root, path);
  return rest == root.end();
}

}  // namespace

Result<ProjectLocation> locate_project(const fs::path& given) {
  std::error_code error;
  const auto path = fs::weakly_canonical(given, error);
  if (error || !fs::exists(path))
    return fail(Errc::not_found,
                "there is no project at " + (given.empty() ? "\"\"" : given.string()) +
                    ": give a folder with manifests, or its muster.yaml, with --project");
  if (fs::is_directory(path)) {
    const auto settings = path / settings_name;
    return ProjectLocation{path, fs::exists(settings) ? settings : fs::path()};
  }
  return ProjectLocation{path.parent_path(), path};
}

Result<std::string> read_text_file(const fs::path& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    return fail(Errc::not_found, "there is no file " + path.string());
  if (error) return fail(Errc::io, "cannot read " + path.string() + ": " + error.message());
  if (!fs::is_regular_file(status)) return fail(Errc::io, path.string() + " is not a file");
  const auto size = fs::file_size(path, error);
  if (!error && size > limits::project_file_bytes_max)
    return fail(Errc::io, path.string() + " has " + std::to_string(size) +
                              " bytes; muster reads at most " +
                              std::to_string(limits::project_file_bytes_max) +
                              ": split it, or leave it out of Project.spec.manifests");
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf() || size == 0))
    return fail(Errc::io, "cannot read " + path.string() + ": " + std::strerror(errno));
  return std::move(text).str();
}

EntryKind FolderTree::kind_of(const fs::path& path) const {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_regular_file(status)) return EntryKind::file;
  if (!fs::is_directory(status)) return EntryKind::other;
  return fs::is_symlink(fs::symlink_status(path, error)) ? EntryKind::linked_folder
                                                         : EntryKind::folder;
}

Result<std::string> FolderTree::locate(const std::string& given) const {
  const auto path = (root_ / given).lexically_normal().lexically_relative(root_).string();
  return path == "." ? "" : path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

Result<std::optional<EntryKind>> FolderTree::look(const std::string& path) const {
  std::error_code error;
  if (!fs::exists(root_ / path, error)) return std::nullopt;
  return kind_of(root_ / path);
}

Result<std::vector<TreeEntry>> FolderTree::list(const std::string& folder) const {
  std::error_code error;
  std::vector<TreeEntry> entries;
  fs::directory_iterator entry(root_ / folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    auto name = entry->path().filename().string();
    if (is_hidden(name)) continue;
    std::error_code gone;
    const bool plain = !entry->is_symlink(gone);
    const auto kind = plain && entry->is_directory(gone)      ? EntryKind::folder
                      : plain && entry->is_regular_file(gone) ? EntryKind::file
                                                              : kind_of(entry->path());
    entries.push_back({std::move(name), kind});
  }
  if (error) return fail(Errc::io, "cannot read folder " + shown(folder) + ": " + error.message());
  return entries;
}

Result<std::string> FolderTree::read(const std::string& path) const {
  const auto file = root_ / path;
  std::error_code error;
  if (!fs::is_regular_file(file, error) && fs::is_symlink(fs::symlink_status(file, error)))
    return fail(Errc::io, shown(path) + " is a symbolic link to nothing that can be read: " +
                              "correct it or remove it");
  return read_text_file(file);
}

std::string FolderTree::shown(const std::string& path) const {
  return path.empty() ? root_.string() : (root_ / path).string();
}

std::string settings_in(const ProjectLocation& project) {
  return project.settings.empty() ? "" : project.settings.lexically_relative(project.root).string();
}

Result<std::vector<ManifestFile>> read_manifests(const ProjectLocation& project,
                                                 const std::vector<std::string>& paths,
                                                 const std::vector<std::string>& excluded) {
  return select_manifests(FolderTree(project.root), settings_in(project), paths, excluded);
}

std::function<Result<std::string>(const std::string&, const std::string&)> file_reader(
    const ProjectLocation& project, bool allow_outside) {
  return [root = project.root, allow_outside](const std::string& manifest,
                                              const std::string& path) -> Result<std::string> {
    std::error_code error;
    const auto wanted = (root / manifest).parent_path() / path;
    const auto real = fs::weakly_canonical(wanted, error);
    if (error) return fail(Errc::io, "cannot find " + path + ": " + error.message());
    if (!allow_outside && !is_inside(real, root))
      return fail(Errc::denied, path +
                                    " lies outside the project; move it inside, or set "
                                    "Project.spec.allowOutsideFiles: true");
    return read_text_file(real);
  };
}

}  // namespace muster
