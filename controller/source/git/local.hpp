#pragma once

#include "controller/source/git/ref.hpp"

namespace muster::git {

/// A repository on this machine, read where it is: nothing in it is ever changed.
/// Errors: not_found.
Result<Repository> open_local(const Address& address);

/// Where the ref stands there. Errors: not_found, invalid_input, corrupt.
Result<FetchedCommit> find_commit(git_repository& repository, const Address& address,
                                  const Ref& ref);

}  // namespace muster::git
