#pragma once

#include "controller/source/git/access.hpp"
#include "controller/source/git/address.hpp"
#include "controller/source/git/interrupt.hpp"
#include "controller/source/git/ref.hpp"
#include "model/result.hpp"

namespace muster::git {

/// Asks the server where the ref stands, and fetches what is missing of it into the repository.
/// Without going to the server if a commit that is named by its id is there already.
/// Errors: not_found (repository, branch, tag or commit), unauthorized, connect_failed, tls_failed,
/// timed_out, cancelled, unavailable, rate_limited, protocol, io, invalid_input.
Result<FetchedCommit> fetch_commit(git_repository& repository, const Address& address,
                                   const Ref& ref, const Access& access, Interrupt& interrupt);

}  // namespace muster::git
