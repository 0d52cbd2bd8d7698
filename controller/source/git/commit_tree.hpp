#pragma once

#include "controller/source/file_tree.hpp"
#include "controller/source/git/library.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace muster::git {

/// A folder of one commit, read straight from the repository's objects; nothing is checked out.
///
/// Links are followed inside the commit, also out of the project's folder; one that leads out of
/// the commit is refused, and so is a submodule, wherever one is met. Nothing of this machine can
/// be reached from here. Used by one thread at a time.
class CommitTree final : public FileTree {
 public:
  /// Text of a blob that is known already, or nullptr.
  using Known = std::function<const std::string*(const git_oid& id)>;

  /// `folder` within the commit, "" for all of it. Errors: not_found if it is not there; those of
  /// look().
  static Result<std::unique_ptr<CommitTree>> open(std::shared_ptr<git_repository> repository,
                                                  const git_oid& commit, std::string folder,
                                                  std::string label);

  Result<std::string> locate(const std::string& given) const override;
  Result<std::optional<EntryKind>> look(const std::string& path) const override;
  Result<std::vector<TreeEntry>> list(const std::string& folder) const override;
  Result<std::string> read(const std::string& path) const override;
  std::string shown(const std::string& path) const override;

  /// What {file: PATH} in a manifest stands for: relative to the manifest, and outside of the
  /// project's folder, links followed, only if allowed.
  Result<std::string> read_beside(const std::string& manifest, const std::string& path,
                                  bool allow_outside) const;

  void set_known(Known known) { known_ = std::move(known); }
  /// Drops what is only kept to be quick.
  void forget();

  /// The blob that read() gave for a path.
  std::map<std::string, git_oid> blobs() const { return blobs_; }
  std::size_t blobs_read() const { return blobs_read_; }

 private:
  struct Node {
    std::string path;  // in the commit, no links in it
    git_oid id{};
    git_filemode_t mode = GIT_FILEMODE_UNREADABLE;
  };

  CommitTree(std::shared_ptr<git_repository> repository, std::string folder, std::string label)
      : repository_(std::move(repository)), folder_(std::move(folder)), label_(std::move(label)) {}

  /// By the path in the commit; empty if there is nothing.
  Result<std::optional<Node>> find(std::string path) const;
  /// One step of it: the entry at the path's first link or at its end.
  Result<std::optional<Node>> walk(const std::string& path, std::string& rest) const;
  Result<git_tree*> tree(const git_oid& id) const;
  Result<std::string> blob(const git_oid& id, std::size_t bytes_max, const std::string& path) const;
  Result<std::string> link_target(const Node& link) const;
  Result<std::string> text_of(const std::optional<Node>& node, const std::string& path) const;
  std::string in_commit(const std::string& path) const;

  std::shared_ptr<git_repository> repository_;
  std::string folder_;
  std::string label_;
  git_oid root_{};
  Known known_;
  mutable std::map<std::string, Tree> trees_;
  mutable std::map<std::string, git_oid> blobs_;
  mutable std::size_t blobs_read_ = 0;
};

}  // namespace muster::git
