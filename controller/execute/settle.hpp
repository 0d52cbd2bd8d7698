#pragma once

#include "api/client.hpp"
#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/event.hpp"
#include "api/net/task_group.hpp"
#include "controller/execute/judge.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What somebody waits for.
struct Wait {
  std::vector<Kind> kinds;                       // lists that tell; at least one
  std::function<Sight(const LiveState&)> judge;  // pure
  bool for_absence = false;                      // being gone is what is wanted
  bool urgent = false;  // look now, and end with the error of a look that fails
  std::function<void(const std::string&)> on_seen;  // whenever the sight changes; may be empty
};

/// Watches the account for all who wait: one list call a kind serves them all, however many they
/// are. Looks soon, then ever more rarely while nothing moves, and often again when something does.
class Settler {
 public:
  /// All outlive the settler; the group is joined before the settler goes.
  Settler(api::Client& client, net::Clock& clock, net::TaskGroup& group, Duration poll_interval);
  ~Settler();
  Settler(const Settler&) = delete;
  Settler& operator=(const Settler&) = delete;

  /// Returns when the wanted state was seen in lists that were asked for after the call. Errors:
  /// timed_out at the context's deadline, saying what was seen last; rejected when the account
  /// shows a failure; not_found when the thing was there and vanished; cancelled at once when stop
  /// is requested; unauthorized, forbidden and tls_failed when the lists say so: other trouble with
  /// them may pass before the deadline.
  Task<Result<void>> settle(net::Context context, Wait wait);

  /// A list that was asked for after the call, shared with everybody who asks meanwhile. The
  /// reference is good until the next co_await. Errors: those of the client, timed_out.
  Task<Result<const LiveState*>> look(net::Context context, Kind kind);

  /// Nothing else is under way than waiting: who has not been looked at yet is looked at soon.
  void hurry();

  /// Whether the list of that kind in view() is younger than that.
  bool is_recent(Kind kind, Duration age) const;
  /// The latest of all lists.
  const LiveState& view() const { return view_; }

 private:
  struct Waiter;
  struct Watch;
  struct Removal;

  Watch& watch(Kind kind);
  void add(Waiter& waiter);
  void remove(Waiter& waiter);
  Task<void> poll(Kind kind);
  bool take(Watch& watch, Result<LiveState> fresh, net::TimePoint asked_at);
  bool offer(Waiter& waiter, Kind kind);
  bool is_current(const Waiter& waiter) const;
  bool has_unseen(Kind kind) const;
  Duration patience() const { return poll_interval_ / 4; }

  api::Client& client_;
  net::Clock& clock_;
  net::TaskGroup& group_;
  const Duration poll_interval_;
  LiveState view_;
  std::map<Kind, std::unique_ptr<Watch>> watches_;
  std::vector<Waiter*> waiters_;
};

}  // namespace muster
