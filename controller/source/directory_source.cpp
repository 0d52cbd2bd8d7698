#include "controller/source/directory_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

namespace muster {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t file_bytes_max = 128ULL * 1024 * 1024;
constexpr std::size_t manifest_files_max = 100'000;
constexpr const char* settings_name = "muster.yaml";

bool is_manifest(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with(".");
}

/// Whether an entry is a manifest to read. One that cannot be read is an error and not passed over:
/// what a missing manifest stands for would be deleted.
Result<bool> is_readable_manifest(const fs::path& path) {
  if (!is_manifest(path)) return false;
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_regular_file(status)) return true;
  if (fs::is_directory(status)) return false;
  if (fs::is_symlink(fs::symlink_status(path, error)))
    return fail(Errc::io, path.string() + " is a symbolic link to nothing that can be read: " +
                              "correct it or remove it");
  return fail(Errc::io, path.string() + " is not a file");
}

/// All manifests below a folder. The order of the file system does not matter: the caller sorts.
Result<void> collect(const fs::path& folder, std::set<fs::path>& found) {
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const auto& path = entry->path();
    if (is_hidden(path)) {
      if (std::error_code gone; entry->is_directory(gone)) entry.disable_recursion_pending();
      continue;
    }
    MUSTER_TRY(const bool wanted, is_readable_manifest(path));
    if (wanted) found.insert(path);
    if (found.size() > manifest_files_max)
      return fail(Errc::io, folder.string() + " holds more than " +
                                std::to_string(manifest_files_max) +
                                " manifests: name the folders you mean in Project.spec.manifests");
  }
  if (error)
    return fail(Errc::io, "cannot read folder " + folder.string() + ": " + error.message());
  return {};
}

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
  if (!fs::exists(status)) return fail(Errc::not_found, "there is no file " + path.string());
  if (!fs::is_regular_file(status)) return fail(Errc::io, path.string() + " is not a file");
  const auto size = fs::file_size(path, error);
  if (!error && size > file_bytes_max)
    return fail(Errc::io, path.string() + " has " + std::to_string(size) +
                              " bytes; muster reads at most " + std::to_string(file_bytes_max) +
                              ": split it, or leave it out of Project.spec.manifests");
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf() || size == 0))
    return fail(Errc::io, "cannot read " + path.string() + ": " + std::strerror(errno));
  return std::move(text).str();
}

Result<std::vector<ManifestFile>> read_manifests(const ProjectLocation& project,
                                                 const std::vector<std::string>& paths,
                                                 const std::vector<std::string>& excluded) {
  std::set<fs::path> found;
  if (!project.settings.empty()) found.insert(project.settings);
  for (const auto& given : paths.empty() ? std::vector<std::string>{"."} : paths) {
    const auto path = (project.root / given).lexically_normal();
    if (fs::is_regular_file(path)) {
      found.insert(path);
    } else if (fs::is_directory(path)) {
      MUSTER_CHECK(collect(path, found));
    } else {
      return fail(Errc::not_found, "Project.spec.manifests names " + given + ", and there is no " +
                                       path.string() + ": make it, or correct the path in " +
                                       project.settings.string());
    }
  }
  for (const auto& path : excluded) found.erase((project.root / path).lexically_normal());
  std::vector<ManifestFile> files;
  for (const auto& path : found) {
    MUSTER_TRY(auto text, read_text_file(path));
    files.push_back({path.lexically_relative(project.root).string(), std::move(text)});
  }
  return files;
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
