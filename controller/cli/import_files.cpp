#include "controller/cli/import_files.hpp"

#include "controller/cli/kind_words.hpp"
#include "controller/source/write_file.hpp"

#include <system_error>

namespace muster::cli {
namespace {

namespace fs = std::filesystem;

/// Relative to the project, which must be above it.
Result<fs::path> inside(const ProjectLocation& project, const std::string& given) {
  std::error_code error;
  auto path = fs::weakly_canonical(given, error).lexically_relative(project.root);
  if (error || path.empty() || *path.begin() == "..")
    return fail(Errc::invalid_input, "--out " + given + " is not inside the project " +
                                         project.root.string() +
                                         ": what is imported would count as removed");
  return path;
}

/// "virtual-machines.yaml"
std::string file_name(Kind kind) {
  std::string name(plural(kind));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ') c = '-';
  }
  return name + ".yaml";
}

}  // namespace

Result<ImportTarget> ImportTarget::file(const ProjectLocation& project, const std::string& given) {
  MUSTER_TRY(auto path, inside(project, given));
  if (path.extension() != ".yaml" && path.extension() != ".yml")
    return fail(Errc::invalid_input,
                "--out " + given + ": a manifest is a file that ends with .yaml or .yml");
  return ImportTarget(project, std::move(path), false);
}

Result<ImportTarget> ImportTarget::folder(const ProjectLocation& project,
                                          const std::string& given) {
  MUSTER_TRY(auto path, inside(project, given));
  std::error_code error;
  if (fs::exists(given, error) && !fs::is_directory(given, error))
    return fail(Errc::invalid_input,
                "--out " + given + " is a file: with --all it is a folder, for one file a kind");
  return ImportTarget(project, std::move(path), true);
}

std::string ImportTarget::path_for(Kind kind) const {
  return (is_folder_ ? path_ / file_name(kind) : path_).lexically_normal().string();
}

Result<void> ImportTarget::check_free(const std::vector<ManifestFile>& files) const {
  for (const auto& file : files) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(root_ / file.path, error)))
      return fail(Errc::conflict, (root_ / file.path).string() +
                                      " exists already, and import overwrites nothing: give "
                                      "another --out. Nothing was written");
  }
  return {};
}

Result<void> ImportTarget::write(const std::vector<ManifestFile>& files) const {
  std::vector<ManifestFile> made;
  for (const auto& file : files) {
    const auto path = root_ / file.path;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (const auto written = create_file(path, file.text); !written) {
      remove(made);
      return written;
    }
    made.push_back(file);
  }
  return {};
}

void ImportTarget::remove(const std::vector<ManifestFile>& files) const {
  for (const auto& file : files) {
    std::error_code error;
    fs::remove(root_ / file.path, error);
  }
}

}  // namespace muster::cli
