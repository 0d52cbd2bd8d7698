#pragma once

#include "controller/source/git/access.hpp"
#include "controller/source/git/address.hpp"
#include "controller/source/git/interrupt.hpp"
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

/// Asks the server where the ref stands, and fetches what is missing of it into the repository.
/// Without going to the server if a commit that is named by its id is there already.
/// Errors: not_found (repository, branch, tag or commit), unauthorized, connect_failed, tls_failed,
/// timed_out, cancelled, unavailable, rate_limited, protocol, io, invalid_input.
Result<FetchedCommit> fetch_commit(git_repository& repository, const Address& address,
                                   const Ref& ref, const Access& access, Interrupt& interrupt);

}  // namespace muster::git
