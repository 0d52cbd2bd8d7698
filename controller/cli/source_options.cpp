#include "controller/cli/source_options.hpp"

#include "controller/source/directory_source.hpp"
#include "controller/source/git_source.hpp"
#include "controller/source/project_folder.hpp"

#include <utility>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

constexpr Duration poll_min = std::chrono::seconds(1);

void read_poll(const std::string& text, SourceFlags& flags) {
  const auto poll = parse_duration(text);
  if (!poll || *poll < poll_min)
    throw CLI::ValidationError("--poll", "wants a time such as 30s or 5m, and not less than " +
                                             format_duration(poll_min) + ", not \"" + text + "\"");
  flags.poll = *poll;
}

GitRefKind kind_of(const SourceFlags& flags) {
  if (!flags.branch.empty()) return GitRefKind::branch;
  if (!flags.tag.empty()) return GitRefKind::tag;
  return flags.commit.empty() ? GitRefKind::default_branch : GitRefKind::commit;
}

}  // namespace

void add_source_options(CLI::App& verb, SourceFlags& flags) {
  auto* git = verb.add_option("--git", flags.git,
                              "Follow this repository (https, ssh, http or a path) instead of the "
                              "project's folder; credentials: MUSTER_GIT_... in the environment");
  git->type_name("URL");
  auto* branch = verb.add_option("--branch", flags.branch,
                                 "Follow this branch; without it the default branch of the server");
  auto* tag = verb.add_option("--tag", flags.tag, "Follow this tag");
  auto* commit = verb.add_option("--commit", flags.commit, "Keep to this commit (its 40 digits)");
  for (auto* option : {branch, tag, commit}) option->type_name("NAME")->needs(git);
  commit->type_name("ID");
  branch->excludes(tag)->excludes(commit);
  tag->excludes(commit);
  verb.add_option("--path", flags.path, "Folder of the project within the repository")
      ->type_name("FOLDER")
      ->needs(git);
  verb.add_option("--git-allowed-signers", flags.allowed_signers,
                  "Use only commits that somebody in this file signed, which is as ssh-keygen(1) "
                  "describes ALLOWED SIGNERS")
      ->type_name("FILE")
      ->needs(git);
  verb.add_option_function<std::string>(
          "--poll", [&flags](const std::string& text) { read_poll(text, flags); },
          "How often the source is asked for something new")
      ->type_name("TIME")
      ->default_str(format_duration(flags.poll));
}

Result<std::unique_ptr<Source>> open_source(const SourceFlags& flags, const CommonOptions& options,
                                            net::Clock& clock, net::BlockingPool& pool) {
  MUSTER_TRY(const auto location, locate_project(options.project));
  if (flags.git.empty())
    return std::make_unique<DirectorySource>(clock, pool, std::filesystem::path(options.project));
  GitSourceOptions git{.url = flags.git,
                       .follow = kind_of(flags),
                       .folder = flags.path,
                       .cache = location.root / ".muster" / "git",
                       .allowed_signers = flags.allowed_signers};
  git.ref = !flags.branch.empty() ? flags.branch : !flags.tag.empty() ? flags.tag : flags.commit;
  MUSTER_TRY(auto source, GitSource::create(clock, pool, std::move(git)));
  return source;
}

}  // namespace muster::cli
