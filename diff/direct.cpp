#include "diff/direct.hpp"

#include "diff/direct_words.hpp"
#include "diff/draft.hpp"
#include "diff/graph.hpp"
#include "diff/observation.hpp"
#include "diff/ownership.hpp"
#include "diff/plan_value.hpp"
#include "diff/scarcity.hpp"
#include "diff/stock_book.hpp"
#include "diff/timing.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

class DirectPlan {
 public:
  DirectPlan(const DirectWish& wish, const DesiredState& desired, const LiveState& live,
             const RecordedState& recorded)
      : wish_(wish),
        draft_(DesiredState{}, live, recorded, options_),
        key_(wish.item.managed_by.value_or(ResourceKey{wish.kind, wish.item.name})) {
    // What is owned has to know its things: the cost of the project is told beside the account's.
    settle_ownership(draft_);
    if (wish.item.managed_by) manifest_ = desired.find(key_);
    const auto found = recorded.resources.find(key_);
    if (wish.item.managed_by && found != recorded.resources.end()) record_ = &found->second;
  }

  Result<Plan> run() {
    MUSTER_CHECK(check_protection());
    const LiveThing thing = draft_.live.find(wish_.kind, wish_.item.id);
    if (!exists(thing))
      return fail(Errc::not_found, what() + " is gone from the account; muster apply settles that");
    if (const auto* machine = std::get_if<const LiveVirtualMachine*>(&thing)) {
      const auto verdict = judge_state(wish_.operation, **machine);
      if (!verdict.problem.empty()) return fail(Errc::rejected, verdict.problem);
      if (!verdict.nothing_to_do.empty()) return nothing(verdict.nothing_to_do);
      MUSTER_CHECK(give_up_gpus(**machine));
      empty(**machine);
    } else if (auto problem = problem_of(wish_.operation, thing, draft_.live); !problem.empty()) {
      return fail(Errc::rejected, std::move(problem));
    }
    MUSTER_CHECK(check_name());
    add(wish_.operation);
    MUSTER_CHECK(take_gpus());
    tell(thing);
    return finish();
  }

 private:
  std::string what() const { return to_string(key_); }

  Result<void> check_protection() const {
    if (!deletes(wish_.operation)) return {};
    MUSTER_CHECK(check_image_of_snapshot());
    if (record_ == nullptr) return {};
    const bool by_manifest = manifest_ != nullptr && manifest_->lifecycle.protect;
    if (!record_->protect && !by_manifest) return {};
    return fail(Errc::denied,
                what() + " is protected and is not deleted: " +
                    (by_manifest ? "take lifecycle.protect away at " +
                                       place_of(manifest_->position_of("/spec/lifecycle/protect"))
                                 : "write a manifest without lifecycle.protect") +
                    ", apply that, then delete it");
  }

  /// What is hibernated gives up its GPUs to have them again later.
  Result<void> give_up_gpus(const LiveVirtualMachine& machine) {
    if (!std::holds_alternative<HibernateInstance>(wish_.operation)) return {};
    const GpuDemand held = demand_of(machine);
    const GpuGivenUp given_up{.resource = key_,
                              .region = held.region,
                              .model = held.model,
                              .gpus = held.gpus,
                              .hibernates = true,
                              .scarce = StockBook(draft_.live.state.market).is_sold_out(held),
                              .accepted = wish_.accept_scarcity};
    draft_.stock_shown().given_up.push_back(given_up);
    if (!given_up.scarce) return {};
    if (!given_up.accepted)
      return fail(Errc::no_capacity, what() + ": " + describe(given_up) +
                                         "; --accept-scarcity goes ahead all the same");
    warnings_.push_back(describe(given_up));
    return {};
  }

  Result<void> take_gpus() {
    if (!takes_gpus(wish_.operation)) return {};
    const auto lacking = shortages_now(plan_, draft_.live.state);
    if (!lacking.empty())
      return fail(Errc::no_capacity,
                  lacking.front() + "; muster get stock --watch shows when there is more");
    draft_.stock_shown().uses = stock_of(plan_, draft_.live.state).uses;
    return {};
  }

  /// The image made from a snapshot goes with it (inferred), and that may be protected.
  Result<void> check_image_of_snapshot() const {
    if (!std::holds_alternative<DeleteSnapshot>(wish_.operation)) return {};
    const auto* image = draft_.live.image_of(wish_.item.id);
    const Subject* owner = image == nullptr ? nullptr : draft_.owner(Kind::custom_image, image->id);
    if (owner == nullptr) return {};
    return fail(Errc::denied, "the image made from it, which goes with it, is managed as " +
                                  to_string(owner->key) + ": delete that first");
  }

  /// Names in the account are unique for each kind.
  Result<void> check_name() const {
    if (!creates(wish_.operation)) return {};
    const std::string name(created_name(wish_.operation));
    const Kind kind = kind_made(wish_.operation);
    if (name.empty())
      return fail(Errc::invalid_input,
                  "the new " + std::string(to_string(kind)) + " needs a name that is not empty");
    const auto taken = draft_.live.named(kind, name);
    if (taken.empty()) return {};
    return fail(Errc::conflict, "the account already has a " + std::string(to_string(kind)) +
                                    " named '" + name + "' (" + id_of(taken.front()).text +
                                    "): choose another name");
  }

  static Plan nothing(std::string why) {
    Plan plan;
    plan.notes.push_back(std::move(why));
    return plan;
  }

  /// Data volumes outlive their machine only when they are detached before (inferred).
  void empty(const LiveVirtualMachine& machine) {
    if (!std::holds_alternative<DeleteInstance>(wish_.operation)) return;
    const auto& volumes = draft_.live.volumes_of(machine.id);
    if (volumes.empty()) return;
    // Volumes of the advanced tier change while the machine is down (inferred).
    if (machine.tier == Tier::advanced && machine.state == VmState::active) add(StopInstance{});
    DetachVolumes detach;
    for (const auto* volume : volumes)
      detach.volumes.push_back({{Kind::volume, volume->name, true}, volume->id});
    add(std::move(detach));
  }

  void add(Operation operation) {
    Step step{.resource = key_, .operation = std::move(operation)};
    const auto timing = timing_of(step.operation, {});
    step.expected = timing.expected;
    step.deadline = wish_.timeout > Duration::zero() ? wish_.timeout : timing.deadline;
    if (creates(step.operation)) {
      step.resource = {kind_made(step.operation), std::string(created_name(step.operation))};
      step.done_to = key_;
    } else {
      step.id = wish_.item.id;
    }
    step.reasons.push_back({.rule = "asked for on the command line"});
    if (record_ != nullptr) {
      step.protect = record_->protect;
      step.on_delete = record_->on_delete;
      step.depends_on = record_->depends_on;
    }
    if (!plan_.steps.empty()) step.needs.push_back(plan_.steps.size() - 1);
    plan_.steps.push_back(std::move(step));
  }

  void tell(const LiveThing& thing) {
    ResourceChange change{.key = plan_.steps.back().resource,
                          .action = action_of(wish_.operation),
                          .reason = "asked for on the command line"};
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) change.steps.push_back(i);
    if (const auto power = power_change(wish_.operation, thing)) change.fields.push_back(*power);
    Step& last = plan_.steps.back();
    last.data_loss = loss_of(wish_.operation, thing, draft_.live);
    change.warnings = std::move(warnings_);
    if (!last.data_loss.empty()) change.warnings.push_back(last.data_loss);
    for (auto& warning : warnings_of(wish_.operation))
      change.warnings.push_back(std::move(warning));
    if (manifest_ != nullptr) change.position = manifest_->position;
    if (const auto* several = std::get_if<DeleteScripts>(&wish_.operation))
      for (const auto& script : several->scripts) {
        change.key.name = script.reference.name;
        plan_.changes.push_back(change);
      }
    else
      plan_.changes.push_back(std::move(change));
    std::ranges::sort(plan_.changes, {}, &ResourceChange::key);
    if (record_ == nullptr) return;
    if (auto note = note_of_management(wish_.operation, *record_, manifest_); !note.empty())
      plan_.notes.push_back(std::move(note));
  }

  Plan finish() {
    std::vector<std::pair<Kind, RemoteId>> seen = {{wish_.kind, wish_.item.id}};
    for (const auto& step : plan_.steps) {
      if (const auto* detach = std::get_if<DetachVolumes>(&step.operation))
        for (const auto& target : detach->volumes)
          if (target.id) seen.emplace_back(Kind::volume, *target.id);
      if (const auto* scripts = std::get_if<DeleteScripts>(&step.operation))
        for (const auto& target : scripts->scripts)
          if (target.id) seen.emplace_back(Kind::startup_script, *target.id);
    }
    std::ranges::sort(seen);
    const auto repeated = std::ranges::unique(seen);
    seen.erase(repeated.begin(), repeated.end());
    for (const auto& [kind, id] : seen)
      if (const auto thing = draft_.live.find(kind, id); exists(thing))
        plan_.observations.push_back(observe_thing(thing));
    if (record_ != nullptr) plan_.records.push_back({key_, record_digest(record_)});
    plan_.observed_at = draft_.live.state.observed_at;
    plan_.calls = plan_.steps.size();
    find_critical_path(plan_);
    rely_on_observations(plan_, draft_.live);
    plan_.stock = std::move(draft_.stock);
    price(plan_, draft_);
    // Only what is owned was given its cost by its key.
    auto& change = plan_.changes.front();
    if (!change.cost) change.cost = plan_.steps.back().cost;
    plan_.hash = hash_of(plan_);
    return std::move(plan_);
  }

  const DirectWish& wish_;
  const PlanOptions options_;
  Draft draft_;
  const ResourceKey key_;
  const Resource* manifest_ = nullptr;
  const RecordedResource* record_ = nullptr;
  std::vector<std::string> warnings_;
  Plan plan_;
};

}  // namespace

Result<Plan> plan_directly(const DirectWish& wish, const DesiredState& desired,
                           const LiveState& live, const RecordedState& recorded) {
  return DirectPlan(wish, desired, live, recorded).run();
}

}  // namespace muster
