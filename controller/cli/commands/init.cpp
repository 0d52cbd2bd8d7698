#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/source/project_folder.hpp"
#include "controller/source/write_file.hpp"
#include "manifests/starter.hpp"

#include <memory>
#include <system_error>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ignored = ".muster/";

/// Before anything is written, so that a refusal leaves nothing half-done.
Result<void> refuse_to_overwrite(const fs::path& folder, const std::vector<ManifestFile>& files) {
  for (const auto& file : files) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(folder / file.path, error)))
      return fail(Errc::conflict, (folder / file.path).string() +
                                      " exists already, and init overwrites nothing: remove it, or "
                                      "name another folder with `muster init DIR`");
  }
  return {};
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || !fs::is_directory(folder, error))
    return fail(Errc::io, "cannot make the folder " + folder.string() +
                              (error ? ": " + error.message() : ": a file has that name"));
  return {};
}

/// What the user has to do about .gitignore; empty if nothing.
Result<std::string> keep_out_of_git(const fs::path& folder) {
  const auto file = folder / ".gitignore";
  std::error_code error;
  if (!fs::exists(fs::symlink_status(file, error))) {
    MUSTER_CHECK(create_file(file, std::string(ignored) + "\n"));
    return "";
  }
  MUSTER_TRY(const auto text, read_text_file(file));
  for (const auto* line : {"\n.muster/\n", "\n.muster\n", "\n/.muster/\n", "\n/.muster\n"})
    if (("\n" + text + "\n").contains(line)) return "";
  return "Add a line `" + std::string(ignored) + "` to " + file.string() +
         ": the ledger is not for git.\n";
}

std::string shell_quoted(const std::string& text) {
  const auto* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
  if (!text.starts_with('-') && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string quoted = text.starts_with('-') ? "-- '" : "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string next_steps(const fs::path& folder) {
  const bool here = folder.lexically_normal() == ".";
  return "\nTry it on a sandbox cloud, without an account:\n" +
         (here ? "" : "  cd " + shell_quoted(folder.string()) + "\n") +
         "  muster validate\n"
         "  muster sandbox --time-scale 60 &\n"
         "  export MUSTER_ENDPOINT=http://127.0.0.1:8080/api MUSTER_API_KEY=any\n"
         "  muster plan\n"
         "  muster apply\n";
}

Result<std::string> init(const fs::path& folder) {
  std::error_code error;
  const auto name = fs::absolute(folder, error).lexically_normal();
  const auto files = starter_project(
      starter_name((name.has_filename() ? name : name.parent_path()).filename().string()));
  MUSTER_CHECK(refuse_to_overwrite(folder, files));
  for (const auto& file : files) MUSTER_CHECK(make_folder((folder / file.path).parent_path()));
  std::string said;
  for (const auto& file : files) {
    const auto path = folder / file.path;
    MUSTER_CHECK(create_file(path, file.text));
    said += "Created " + path.lexically_normal().string() + "\n";
  }
  MUSTER_TRY(const auto advice, keep_out_of_git(folder));
  return said + advice;
}

int run_init(const CommonOptions& common, const std::string& given) {
  const fs::path folder = given.empty() ? common.project : given;
  const auto said = init(folder);
  if (!said) {
    print_error(said.error());
    return exit_code(said.error().code());
  }
  if (!common.quiet) print(*said + next_steps(folder));
  return exit_ok;
}

}  // namespace

void add_init(Verbs& verbs) {
  const auto folder = std::make_shared<std::string>();
  auto& verb = verbs.add(
      "init", "Begin a project: muster.yaml and a manifest with comments", "muster init infra",
      [folder](const CommonOptions& common) { return run_init(common, *folder); });
  verb.add_option("DIR", *folder, "Folder of the project, made if it is missing; default: this one")
      ->type_name("");
}

}  // namespace muster::cli
