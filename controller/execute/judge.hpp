#pragma once

#include "diff/step.hpp"
#include "model/world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// The ids behind a step, once they are known.
struct Resolved {
  RemoteId id;                    // the thing acted on, or just made
  std::vector<RemoteId> targets;  // machines or volumes that the operation names
  std::vector<RemoteId> ssh_keys;
  std::optional<RemoteId> script;
  std::optional<RemoteId> boot_volume;
  std::optional<RemoteId>
      source;  // machine, snapshot, image or volume that a new thing is made from
};

/// How far the account is with what a step wants, in one look.
struct Sight {
  enum class State {
    absent,     // the thing itself is not listed: gone, or not there yet
    unchanged,  // nothing of the effect is to be seen
    moving,     // on its way
    settled,    // the wanted state
    failed,     // it will not come without somebody acting
    hidden,     // the account does not show what would tell
  };
  State state = State::unchanged;
  std::string seen;  // for people: "the machine is BUILD"
  bool operator==(const Sight&) const = default;
};

/// Judges the effect of an operation by what is listed. Pure. Serves before the call (is it there
/// already?), after a lost answer (did it happen?) and while waiting.
Sight judge(const Operation& operation, const Resolved& ids, const LiveState& live);

/// The lists that judge() needs for the operation; empty when there is nothing to wait for. The
/// first is that of the thing acted on.
std::vector<Kind> evidence_of(const Operation& operation);

/// Whether nothing is going on with a machine, so that it accepts calls.
Sight judge_rest(const RemoteId& machine, const LiveState& live);

/// Whether the operation's new thing can be made from its source now: the machine runs, or the
/// snapshot or image is finished.
Sight judge_source(Kind kind, const RemoteId& source, const LiveState& live);

/// Whether the snapshot is finished, one way or the other, so that it can be deleted.
Sight judge_finished(const RemoteId& snapshot, const LiveState& live);

/// Whether firewalls can be attached to all of the machines: the API wants them active and with a
/// server (documented). Machines that are not on their way there count as ready: the API says why
/// it refuses them.
Sight judge_attachable(const std::vector<RemoteId>& machines, const LiveState& live);

}  // namespace muster
