#pragma once

#include "controller/source/git/fetch.hpp"
#include "controller/source/git/interrupt.hpp"
#include "controller/source/git_source.hpp"
#include "controller/source/project_files.hpp"

#include <map>
#include <memory>
#include <string>

namespace muster {

namespace git {
class CommitTree;
}

/// What GitSource does on the pool. One fetch at a time.
class GitSource::Work {
 public:
  Work(GitSourceOptions options, git::Address address, git::Ref ref);

  /// Errors: see Source::fetch.
  Result<std::shared_ptr<const Bundle>> fetch(git::Interrupt& interrupt);

  const GitSourceOptions& options() const { return options_; }
  std::string name() const;
  std::size_t files_read() const { return files_read_; }

 private:
  Result<std::shared_ptr<const Bundle>> fetch_once(git::Interrupt& interrupt,
                                                   const git::Access& access);
  Result<std::shared_ptr<const Bundle>> read_local();
  bool is_in_force(const git::FetchedCommit& commit) const;
  Result<std::shared_ptr<const Bundle>> take(git::Repository opened,
                                             const git::FetchedCommit& commit);
  Result<std::shared_ptr<const Bundle>> bundle_of(std::shared_ptr<git_repository> repository,
                                                  const git::FetchedCommit& fetched);
  Result<void> check_signer(git_repository& repository, const git_oid& commit,
                            const std::string& label) const;
  const std::string* known_text(const git_oid& id) const;
  void remember(const git::CommitTree& tree, std::shared_ptr<const Bundle> bundle);

  GitSourceOptions options_;
  git::Address address_;
  git::Ref ref_;
  std::filesystem::path folder_;  // of the copy
  std::shared_ptr<const Bundle> bundle_;
  git_oid commit_{};                                 // of the bundle
  std::map<std::string, const std::string*> texts_;  // of the bundle, by the ids of blobs
  std::size_t files_read_ = 0;
};

}  // namespace muster
