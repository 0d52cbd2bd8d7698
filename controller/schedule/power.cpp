#include "controller/schedule/power.hpp"

#include "diff/live_view.hpp"
#include "diff/stock_book.hpp"

#include <algorithm>

namespace muster {
namespace {

/// Works out one decision, from the weakest voice to the strongest.
class Deciding {
 public:
  Deciding(const Resource& machine, const PowerInputs& inputs)
      : machine_(machine),
        spec_(std::get<VirtualMachineSpec>(machine.spec)),
        inputs_(inputs),
        heading_(inputs.live == nullptr ? std::nullopt : heading_of(*inputs.live)) {}

  PowerDecision run() {
    decision_.state = spec_.power_state;
    hear_schedules();
    hear_lease();
    hear_credit();
    hear_hold();
    refuse_without_credit();
    wait_for_gpus();
    tell();
    return std::move(decision_);
  }

 private:
  void decide(PowerState state, PowerReason reason) {
    decision_.state = state;
    decision_.reason = reason;
  }
  void note(bool warning, std::string reason, std::string message) {
    decision_.notes.push_back({machine_.key, warning, std::move(reason), std::move(message)});
  }
  void change_at(std::optional<Timestamp> at) {
    if (at && (!decision_.next || *at < *decision_.next)) decision_.next = at;
  }

  bool is_awake() const { return heading_ && *heading_ != PowerState::hibernated; }
  bool sleeps() const { return heading_ == PowerState::hibernated; }
  bool is_to_run() const {
    return decision_.state.value_or(heading_.value_or(PowerState::active)) !=
           PowerState::hibernated;
  }

  void hear_schedules() {
    // Who writes that a machine is down wants it down.
    if (spec_.power_state.value_or(PowerState::active) != PowerState::active) return;
    const PowerPhase* awake = nullptr;
    const PowerPhase* asleep = nullptr;
    for (const auto& phase : inputs_.schedules) {
      change_at(phase.next);
      if (phase.state == PowerState::active && awake == nullptr) awake = &phase;
      if (phase.state != PowerState::hibernated) continue;
      if (asleep == nullptr || phase.min_stock > asleep->min_stock) asleep = &phase;
    }
    by_ = awake != nullptr ? awake : asleep;
    if (awake != nullptr)
      decide(PowerState::active, PowerReason::schedule);
    else if (asleep != nullptr)
      hibernate_by(*asleep);
  }

  void hibernate_by(const PowerPhase& phase) {
    decide(PowerState::hibernated, PowerReason::schedule);
    if (!is_awake()) return;
    const std::string who = to_string(phase.schedule);
    const std::string gpus = spec_.gpu.model + " in " + spec_.region;
    const auto min = phase.min_stock.value_or(0);
    const auto& stock = inputs_.stock;
    const bool is_known = stock && (!stock->at_least || stock->count >= min);
    if (!is_known) {
      if (phase.min_stock)
        note(false, "StockUnknown",
             who + " hibernates it, though how many " + gpus + " are left is not known");
      return;
    }
    // Of the last GPUs nothing comes back: whoever gave them up by schedule would not notice.
    const bool sold_out = stock->count <= 0 && !stock->at_least;
    if (!sold_out && stock->count >= min) return;
    decision_.state = heading_;
    note(true, "HibernationSkipped",
         who + " does not hibernate it, as it might not come back: " +
             (sold_out ? "no " + gpus + " is left"
                       : "only " + format_availability(*stock) + " " + gpus +
                             (stock->count == 1 ? " is" : " are") + " left, and minStock is " +
                             std::to_string(min)));
  }

  void hear_lease() {
    if (inputs_.lease == LeasePower::hibernated && is_to_run())
      decide(PowerState::hibernated, PowerReason::lease);
    if (inputs_.lease == LeasePower::stays_awake) decide(PowerState::active, PowerReason::lease);
  }

  void hear_credit() {
    if (!is_to_run()) return;
    const bool goes = inputs_.credit == CreditVerdict::shed;
    const bool waits = inputs_.credit == CreditVerdict::wait && sleeps();
    if (goes || waits) decide(PowerState::hibernated, PowerReason::credit);
  }

  void hear_hold() {
    if (!inputs_.hold) return;
    decide(inputs_.hold->state, PowerReason::hold);
    change_at(inputs_.hold->until);
  }

  /// Machines that the provider hibernated for lack of credit are a fact.
  void refuse_without_credit() {
    if (inputs_.credit != CreditVerdict::used_up || !sleeps() || !is_to_run()) return;
    decide(PowerState::hibernated, PowerReason::credit);
    note(true, "NoCredit",
         "it is hibernated and stays so, as the credit of the account is used up; it is restored "
         "when there is credit again");
  }

  /// What a schedule cannot have now does not hold up the rest of the plan.
  void wait_for_gpus() {
    const bool by_time =
        decision_.reason == PowerReason::schedule || decision_.reason == PowerReason::lease;
    if (!by_time || inputs_.gpus != StockVerdict::lacking || !sleeps() || !is_to_run()) return;
    decision_.state = PowerState::hibernated;
    note(true, "WaitingForGpus",
         "it is to be restored, and its region has no " + std::to_string(spec_.gpu.count) + " x " +
             spec_.gpu.model + " for it; it is restored when there are some");
  }

  void tell() {
    const auto& hold = inputs_.hold;
    if (hold && decision_.reason == PowerReason::hold)
      return note(false, "Held",
                  "it is held " + std::string(to_string(hold->state)) + " until " +
                      format_timestamp(hold->until));
    if (decision_.reason != PowerReason::schedule || by_ == nullptr) return;
    if (is_awake() && !is_to_run())
      note(false, "Hibernating", to_string(by_->schedule) + " hibernates it");
    if (sleeps() && is_to_run())
      note(false, "Restoring", to_string(by_->schedule) + " restores it");
  }

  const Resource& machine_;
  const VirtualMachineSpec& spec_;
  const PowerInputs& inputs_;
  const std::optional<PowerState> heading_;
  const PowerPhase* by_ = nullptr;  // the schedule that is heard
  PowerDecision decision_;
};

}  // namespace

PowerDecision power_of(const Resource& machine, const PowerInputs& inputs) {
  return Deciding(machine, inputs).run();
}

}  // namespace muster
