#include "controller/schedule/credit.hpp"
#include "controller/schedule/leases.hpp"
#include "controller/schedule/power.hpp"
#include "controller/schedule/power_timetable.hpp"
#include "controller/schedule/schedule_view.hpp"
#include "diff/field_diff.hpp"
#include "diff/live_view.hpp"
#include "diff/stock_book.hpp"
#include "diff/timing.hpp"
#include "model/selector.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <unordered_map>

namespace muster {
namespace {

/// However long machines took to wake, they are not woken earlier than this.
constexpr Duration wake_time_max = std::chrono::minutes(30);

/// A PowerSchedule, and what it says by the time that waking takes.
struct Schedule {
  const Resource* resource;
  const PowerScheduleSpec* spec;
  std::optional<PowerTimetable> timetable;
  std::map<Duration, TimetableView> said;

  const TimetableView& at(Timestamp now, Duration wake_time) {
    const auto [view, is_new] = said.try_emplace(wake_time);
    if (is_new && timetable) view->second = timetable->at(now, wake_time);
    return view->second;
  }
};

struct Machine {
  Resource* resource;
  std::int64_t priority;
  PowerInputs inputs;
  PowerDecision decision;

  bool is_to_run() const {
    const auto heading = inputs.live == nullptr ? std::nullopt : heading_of(*inputs.live);
    return decision.state.value_or(heading.value_or(PowerState::active)) != PowerState::hibernated;
  }
  bool sleeps() const {
    return inputs.live != nullptr && heading_of(*inputs.live) == PowerState::hibernated;
  }
};

class Power {
 public:
  Power(Scheduled& scheduled, const ScheduleView& view)
      : scheduled_(scheduled), view_(view), stock_(view.live.market) {
    for (const auto& live : view.live.virtual_machines) live_.emplace(live.id.text, &live);
    for (const auto& resource : view.desired.resources)
      if (const auto* spec = std::get_if<PowerScheduleSpec>(&resource.spec))
        schedules_.push_back({&resource, spec, PowerTimetable::of(*spec), {}});
    // A power state that the manifest leaves to others is no matter of time either.
    for (auto& resource : scheduled.desired.resources)
      if (resource.key.kind == Kind::virtual_machine &&
          !is_ignored("/spec/powerState", resource.lifecycle.ignore))
        machines_.push_back(machine_of(resource));
  }

  void run() {
    for (auto& machine : machines_) machine.decision = power_of(*machine.resource, machine.inputs);
    ask_credit();
    ask_stock();
    for (auto& machine : machines_) write(machine);
  }

 private:
  Machine machine_of(Resource& resource) {
    const auto& spec = std::get<VirtualMachineSpec>(resource.spec);
    Machine machine{
        .resource = &resource, .priority = spec.priority.value_or(0), .inputs = {}, .decision = {}};
    auto& inputs = machine.inputs;
    const auto recorded = view_.recorded.resources.find(resource.key);
    if (recorded != view_.recorded.resources.end())
      if (const auto live = live_.find(recorded->second.id.text); live != live_.end())
        inputs.live = live->second;
    inputs.stock = stock_.left(demand(machine));
    inputs.lease = power_by(lease_of(resource, view_), spec);
    const auto hold = view_.recorded.holds.find(resource.key);
    if (hold != view_.recorded.holds.end() && hold->second.in_force(view_.now))
      inputs.hold = hold->second;
    const Duration wake_time = wake_time_of(machine);
    for (auto& schedule : schedules_) {
      if (!selects(schedule.spec->virtual_machines, resource)) continue;
      const auto& said = schedule.at(view_.now, wake_time);
      inputs.schedules.push_back(
          {schedule.resource->key, said.state, said.next, schedule.spec->min_stock});
    }
    return machine;
  }

  static GpuDemand demand(const Machine& machine) {
    if (machine.inputs.live != nullptr) return demand_of(*machine.inputs.live);
    return demand_of(std::get<VirtualMachineSpec>(machine.resource->spec));
  }

  Duration wake_time_of(const Machine& machine) const {
    const auto learned = view_.facts.wake_time.find(demand(machine).model);
    if (learned == view_.facts.wake_time.end())
      return timing_of(RestoreInstance{}, Timeouts{}).expected;
    return std::clamp(learned->second, Duration(0), wake_time_max);
  }

  void ask_credit() {
    if (view_.mode != ScheduleMode::act) return;
    if (is_used_up(view_.live.market)) {
      for (auto& machine : machines_) machine.inputs.credit = CreditVerdict::used_up;
      return;
    }
    const auto rule = credit_rule(view_.desired);
    if (!rule) return;
    std::vector<CreditMachine> asking;
    for (const auto& machine : machines_) {
      const auto& [resource, priority, inputs, decision] = machine;
      const bool held = inputs.hold && inputs.hold->state != PowerState::hibernated;
      asking.push_back({.key = resource->key,
                        .priority = priority,
                        .live = inputs.live,
                        .is_to_run = machine.is_to_run(),
                        .may_be_slept = !held && !stock_.is_sold_out(demand(machine))});
    }
    auto answer = ration_credit(*rule, view_.live, std::move(asking), view_.now);
    for (auto& note : answer.notes) scheduled_.notes.push_back(std::move(note));
    if (answer.next) wake_by(scheduled_, *answer.next);
    for (auto& machine : machines_)
      if (const auto verdict = answer.verdicts.find(machine.resource->key);
          verdict != answer.verdicts.end())
        machine.inputs.credit = verdict->second;
  }

  /// Who is woken takes GPUs, the highest priority first.
  void ask_stock() {
    std::vector<std::size_t> order(machines_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {},
                      [&](std::size_t i) { return std::pair(-machines_[i].priority, i); });
    // New ones have theirs first: without them the plan could not be performed.
    for (const auto& machine : machines_)
      if (machine.inputs.live == nullptr && machine.is_to_run()) stock_.take(demand(machine));
    for (const std::size_t i : order) {
      Machine& machine = machines_[i];
      const auto needs = demand(machine);
      machine.inputs.gpus = stock_.fits(needs);
      machine.decision = power_of(*machine.resource, machine.inputs);
      if (machine.sleeps() && machine.is_to_run()) stock_.take(needs);
    }
  }

  void write(Machine& machine) {
    auto& [resource, priority, inputs, decision] = machine;
    if (decision.next) wake_by(scheduled_, *decision.next);
    auto& wanted = std::get<VirtualMachineSpec>(resource->spec).power_state;
    const bool acts = view_.mode == ScheduleMode::act || decision.reason == PowerReason::hold;
    if (acts) {
      for (auto& note : decision.notes) scheduled_.notes.push_back(std::move(note));
      wanted = decision.state;
      return;
    }
    // What time alone asks for is left to the daemon, and what it has done already stays.
    const auto heading = inputs.live == nullptr ? std::nullopt : heading_of(*inputs.live);
    if (heading && heading == decision.state) wanted = decision.state;
  }

  Scheduled& scheduled_;
  const ScheduleView& view_;
  StockBook stock_;
  std::unordered_map<std::string, const LiveVirtualMachine*> live_;
  std::vector<Schedule> schedules_;
  std::vector<Machine> machines_;
};

}  // namespace

void apply_power(Scheduled& scheduled, const ScheduleView& view) {
  Power(scheduled, view).run();
}

}  // namespace muster
