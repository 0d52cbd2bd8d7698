#pragma once

#include "controller/source/git/address.hpp"
#include "controller/source/git/library.hpp"
#include "model/result.hpp"

#include <string>

namespace muster::git {

enum class RefKind { default_branch, branch, tag, commit };

/// What of a repository is followed.
struct Ref {
  RefKind kind = RefKind::default_branch;
  std::string name;  // of a branch or tag, or 40 hexadecimal digits
};

/// Errors: invalid_input.
Result<void> check_ref(const Ref& ref);
/// "branch main", for people.
std::string shown(const Ref& ref);

struct FetchedCommit {
  git_oid id{};
  std::string branch;  // or tag; empty for a commit named by its id
};

/// "refs/heads/main"; of a branch or tag.
std::string full_name(const Ref& ref);
/// Without "refs/heads/" or "refs/tags/".
std::string short_name(const std::string& full_name);

/// That of a commit, or of the commit that a tag is of. `what` is for errors: invalid_input (it is
/// of something else), corrupt.
Result<git_oid> commit_of(git_repository& repository, const git_oid& id, const std::string& what);

/// not_found: the repository has no such branch, tag or commit.
Error gone(const Address& address, const Ref& ref);
/// not_found: there is nothing in it.
Error empty(const Address& address);
/// not_found: its default branch has nothing.
Error no_default(const Address& address);

}  // namespace muster::git
