#pragma once

#include "api/net/event.hpp"
#include "controller/execute/executor.hpp"
#include "controller/execute/settle.hpp"

#include <map>
#include <set>
#include <utility>

namespace muster {

/// What all steps of a run share.
struct RunState {
  const Plan& plan;
  World world;
  Settler& settler;
  net::Event& changed;                          // another step may be able to start
  RecordedState recorded;                       // as the run found it
  bool wait = true;                             // until the account shows results
  std::map<ResourceKey, RemoteId> ids;          // what each key stands for now
  std::set<std::pair<Kind, RemoteId>> touched;  // things that steps of this run acted on or made
  std::set<ResourceKey> made;                   // by this run
  std::set<std::pair<ResourceKey, RemoteId>> deleted;  // by a step of the plan
  std::map<ResourceKey, Errc> failed;                  // why a step of it did
  net::Random* random = nullptr;                       // may be null
  std::size_t waiting = 0;                             // steps that only wait for the account
  std::size_t ended = 0;                               // steps
};

/// While the account works, another step can.
class Waiting {
 public:
  explicit Waiting(RunState& run) : run_(run) {
    ++run_.waiting;
    run_.changed.notify();
  }
  ~Waiting() { --run_.waiting; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  RunState& run_;
};

/// The ids an operation names. Errors: stale, when one of them is not there; machines of a member
/// set that are not there are left out and counted in `left_out`.
struct Resolution {
  Resolved ids;
  std::size_t left_out = 0;
};
Result<Resolution> resolve(const Step& step, const std::map<ResourceKey, RemoteId>& ids);

/// Ids that cannot be what a lost create of that name made: they were there before, or are known
/// to be something else.
std::set<RemoteId> known_before(const RunState& run, Kind kind);

}  // namespace muster
