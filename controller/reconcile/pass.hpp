#pragma once

#include "controller/reconcile/gates.hpp"
#include "controller/reconcile/outcome.hpp"
#include "controller/reconcile/reconciler.hpp"

#include <set>
#include <string>
#include <vector>

namespace muster {

/// One cycle of the daemon: observe, plan, ask the gates, execute, report.
class Reconciler::Pass {
 public:
  explicit Pass(Reconciler& daemon)
      : d_(daemon), board_(daemon.board_), revision_(daemon.revision_) {}

  /// Errors: what kept it from doing what it wanted to; the next cycle comes by itself.
  Task<Result<void>> run(net::Context context);

  /// Nothing was called but lists.
  bool was_idle() const { return idle_; }
  /// Something is to be looked at again before the usual interval.
  bool asks_again() const { return asks_again_; }

 private:
  Task<Result<void>> settle_open_intents(net::Context context, RecordedState& recorded);
  Task<Result<void>> learn_facts(const RecordedState& recorded);
  Task<Result<LiveState>> look(net::Context context, const RecordedState& recorded);
  Task<Result<LiveState>> observe(net::Context context, const RecordedState& recorded,
                                  std::set<Kind> kinds);
  Task<void> plan_ahead(net::Context context);
  std::optional<Planned> known_plan(const Situation& found);
  Task<Result<Situation>> plan(net::Context context, RecordedState recorded, LiveState live);
  Task<Result<void>> act(net::Context context, const Situation& found);
  Task<Result<void>> carry_out(net::Context context, const Situation& found, const Plan& plan);
  Planned without(const Situation& found, const std::vector<ResourceKey>& resources) const;
  Result<void> hold(const Plan& plan, std::vector<std::string> reasons);
  Planned without_stuck(const Situation& found);
  Error tell_refused(const Planned& planned);
  Result<void> refuse(const Planned& planned);
  Result<void> failed(std::string reason, Error error);
  const DesiredState& desired() const { return changed_ ? *changed_ : revision_->loaded.desired; }
  PlanOptions plan_options(const RecordedState& recorded);
  void take_suspensions(const RecordedState& recorded);
  void tell_notes(const std::vector<ScheduleNote>& notes);
  void show_money(const Situation& found);
  void show_drift(const Situation& found);
  void at_rest(const Situation& found);
  bool end_contest(ResourceStatus& resource);
  void take(const ResourceOutcome& outcome);
  void conclude(const Plan& plan, const Report& report, const std::vector<ResourceOutcome>& came);
  void again_at(Priority priority, net::TimePoint at);

  Reconciler& d_;
  StatusBoard& board_;
  std::shared_ptr<const Revision> revision_;  // the newest when the plan is made
  std::optional<Rest> last_;                  // what may tell the plan
  std::optional<Planned> foreseen_;           // by it, for this revision:
  std::shared_ptr<const Revision> foreseen_for_;
  std::optional<DesiredState> changed_;  // where contested fields are left alone
  std::vector<ResourceKey> not_now_;     // what schedules may want, in its back-off
  std::set<ResourceKey> stuck_;          // what errors and missing GPUs are about
  bool left_out_ = false;                // something waits for its back-off
  bool is_whole_ = false;                // all that is wanted was looked at
  bool rests_ = false;                   // and there was nothing to do
  bool idle_ = true;
  bool asks_again_ = false;
};

}  // namespace muster
