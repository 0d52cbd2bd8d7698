#pragma once

#include "api/net/task.hpp"
#include "model/result.hpp"
#include "model/time.hpp"
#include "model/to_value.hpp"
#include "model/world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace muster {

/// What is about to be called. Durable before the call.
struct Intent {
  ResourceKey key;
  std::string operation;
  std::string plan_hash;
  bool creates = false;
  std::string remote_name;
  std::optional<RemoteId> remote_id;
  Value applied;
  bool protect = false;
  OnDelete on_delete = OnDelete::delete_it;
  std::vector<ResourceKey> depends_on;
  /// Of a create: the thing recorded so far is deleted later in the plan and stays ours until then.
  bool keeps_previous = false;
};

// What is written down beside the calls.

/// From here on the record speaks of the account behind this endpoint.
struct EndpointNote {
  std::string endpoint;
};
/// A plan that breaks a budget is performed all the same, for this reason.
struct OverrideNote {
  std::string plan_hash;
  std::string reason;
};
/// The plan carries out this commit, or this state of a folder.
struct RevisionNote {
  std::string plan_hash;
  std::string revision;
};
/// Ends the suspension of that key.
struct Resumption {
  ResourceKey key;
};
using Note = std::variant<EndpointNote, OverrideNote, RevisionNote, Suspension, Resumption, Hold>;

/// What came of an intent.
enum class Outcome {
  created,    // the thing with this id is ours now
  applied,    // the world shows what the step wanted; the record takes over `applied`
  deleted,    // gone: the record ends
  adopted,    // ours from now on, without a call
  forgotten,  // not ours any more, without a call
  failed,     // definitely without effect
};

struct OutcomeRecord {
  std::int64_t intent = 0;  // that it answers
  Outcome outcome = Outcome::failed;
  std::optional<RemoteId> id = std::nullopt;  // where the outcome names a thing
  std::string detail;                         // of a failure
  std::string request_id;  // the server's name for the call that did it; empty if not known
};

/// One line of the record, as `history` shows it.
struct LedgerEntry {
  std::int64_t id = 0;
  Timestamp at{};
  std::string type;  // "intent", the outcome, or the word of a note: "endpoint", "hold"
  ResourceKey key;
  std::string operation;
  std::string plan_hash;
  std::string remote_id;
  std::string detail;        // of a failure; what a note says
  std::string request_id;    // of an outcome, if known
  std::string hash;          // chain: covers the entry and the hash before it
  std::int64_t answers = 0;  // of an outcome: the intent it is about
  std::string body;          // as it is stored and hashed
};

/// Who may write. A stale fence is refused by every write.
struct Lease {
  std::int64_t fence = 0;
  std::string holder;  // "user@host pid 4711", for the one who finds it locked
  Timestamp expires{};
};

/// The record of what muster owns: append-only entries with a hash chain, folded into
/// RecordedState. Every write needs the lease that is in force and is durable when it returns.
/// Errors: locked (no lease, or a newer one), io (disk full, permissions), corrupt,
/// unsupported_version.
class Ledger {
 public:
  virtual ~Ledger() = default;

  virtual Task<Result<RecordedState>> recorded() = 0;
  /// Made at the first use; the same for ever after.
  virtual Task<Result<SecretKey>> secret_key() = 0;

  /// Takes the lease if it is free, expired or already this holder's. Errors: locked, naming the
  /// holder.
  virtual Task<Result<Lease>> acquire(std::string holder, Duration ttl) = 0;
  virtual Task<Result<Lease>> renew(Lease lease, Duration ttl) = 0;
  virtual Task<Result<void>> release(Lease lease) = 0;
  /// The lease in force, if any.
  virtual Task<Result<std::optional<Lease>>> lease() = 0;

  virtual Task<Result<std::int64_t>> append_intent(Lease lease, Intent intent) = 0;
  virtual Task<Result<void>> append_outcome(Lease lease, OutcomeRecord outcome) = 0;
  virtual Task<Result<void>> append_note(Lease lease, Note note) = 0;

  virtual Task<Result<std::vector<LedgerEntry>>> entries() = 0;
};

}  // namespace muster
