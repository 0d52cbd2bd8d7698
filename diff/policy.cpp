#include "diff/policy.hpp"

#include "diff/cost_words.hpp"
#include "diff/stock_book.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace muster {
namespace {

constexpr std::uint16_t ssh_port = 22;

bool is_open_to_everybody(const SecurityRule& rule) {
  const bool reaches_ssh = rule.protocol == Protocol::any || rule.protocol == Protocol::tcp;
  const bool has_port =
      !rule.ports || (rule.ports->first <= ssh_port && ssh_port <= rule.ports->last);
  return rule.direction == Direction::ingress && reaches_ssh && has_port &&
         rule.cidr.text.ends_with("/0");
}

/// Machines that muster owns and their GPUs, hibernated ones left out: they hold none.
struct GpuCount {
  std::int64_t before = 0;
  std::int64_t after = 0;
};

GpuCount count_gpus(const Draft& draft) {
  GpuCount count;
  for (const auto& subject : draft.subjects) {
    const auto* live = std::get_if<const LiveVirtualMachine*>(&subject.live);
    const std::int64_t now = live != nullptr && holds_gpus(**live) ? (*live)->gpu_count : 0;
    if (subject.recorded != nullptr) count.before += now;
    if (subject.action == Action::remove || subject.action == Action::forget) continue;
    const auto* wanted = subject.desired == nullptr || subject.held
                             ? nullptr
                             : std::get_if<VirtualMachineSpec>(&subject.desired->spec);
    if (wanted == nullptr) {
      count.after += now;
    } else if (wanted->power_state != PowerState::hibernated) {
      const bool left_hibernated = !wanted->power_state && live != nullptr && now == 0;
      count.after += left_hibernated && subject.stays() ? 0 : wanted->gpu.count;
    }
  }
  return count;
}

/// Judges one Budget.
class Judge {
 public:
  Judge(const Plan& plan, const Draft& draft, const Resource& budget)
      : plan_(plan), draft_(draft), budget_(budget), spec_(std::get<BudgetSpec>(budget.spec)) {}

  Diagnostics run() {
    check_cost();
    check_runway();
    check_deletes();
    check_gpus();
    check_models();
    check_public_ssh();
    return std::move(found_);
  }

 private:
  void say(Severity severity, std::string_view field, std::string message, std::string hint) {
    found_.push_back(
        {.severity = severity,
         .position = budget_.position_of("/spec/" + std::string(field)),
         .message = to_string(budget_.key) + ": " + std::string(field) + ": " + std::move(message),
         .hint = std::move(hint)});
  }
  void deny(std::string_view field, std::string message) {
    say(Severity::error, field, std::move(message),
        "change the plan or the limit, or give --override-budget REASON");
  }
  /// Broken before, and not made worse.
  void tolerate(std::string_view field, std::string message) {
    say(Severity::warning, field, std::move(message) + "; this plan does not make it worse", "");
  }

  void check_cost() {
    if (!spec_.max_hourly && !spec_.max_monthly) return;
    if (plan_.cost && !spec_.currency && !draft_.live.state.market.balance)
      return say_whose_currency(*plan_.cost);
    const auto cost = plan_.cost && spec_.currency && *spec_.currency != plan_.cost->currency
                          ? cost_in(plan_, draft_, *spec_.currency)
                          : plan_.cost;
    if (spec_.max_hourly) check_amount("maxHourly", *spec_.max_hourly, cost, 1, "hour");
    if (spec_.max_monthly)
      check_amount("maxMonthly", *spec_.max_monthly, cost, hours_per_month, "month");
  }

  /// The amounts are in the account's currency, and without the balance that is not known.
  void say_whose_currency(const PlanCost& cost) {
    const bool worse =
        cost.project_after.unknown > 0 || cost.project_after.known > cost.project_before.known;
    const std::string what =
        "it cannot be checked, as the currency of the account is not known: a `currency` in the "
        "Budget says which one it means";
    for (const auto& [field, limit] :
         {std::pair("maxHourly", &spec_.max_hourly), std::pair("maxMonthly", &spec_.max_monthly)})
      if (*limit) worse ? deny(field, what) : tolerate(field, what);
  }

  void check_amount(const char* field, const std::string& text, const std::optional<PlanCost>& cost,
                    std::int64_t hours, const char* per) {
    if (!cost) return deny(field, "it cannot be checked, as there are no prices");
    const auto limit = parse_money(text, cost->currency);
    if (!limit) return deny(field, "it cannot be checked, as " + text + " is not an amount");
    const Money before = cost->project_before.known * hours;
    const Money after = cost->project_after.known * hours;
    if (after > *limit) {
      const std::string what =
          format_money(after) + " per " + per + " is above the limit of " + format_money(*limit);
      return after > before ? deny(field, what + " (now " + format_money(before) + ")")
                            : tolerate(field, what);
    }
    if (cost->project_after.unknown == 0) return;
    const std::string what = "it cannot be checked: " + cost->unknown.front();
    const bool worse = after > before || cost->project_after.unknown > cost->project_before.unknown;
    return worse ? deny(field, what) : tolerate(field, what);
  }

  void check_runway() {
    if (!spec_.min_runway) return;
    if (!plan_.runway || !plan_.cost)
      return deny("minRunway", "it cannot be checked, as prices or balance are not known");
    const auto& runway = *plan_.runway;
    const bool worse = plan_.cost->account_after.known > plan_.cost->account_before.known;
    if (runway.after && *runway.after < *spec_.min_runway) {
      const std::string what =
          "the credit of " + format_money(runway.balance) + " lasts " +
          format_duration(std::chrono::floor<std::chrono::minutes>(*runway.after)) +
          ", less than " + format_duration(*spec_.min_runway);
      return worse ? deny("minRunway", what) : tolerate("minRunway", what);
    }
    if (!runway.known && worse)
      deny("minRunway", "it cannot be checked: " + plan_.cost->unknown.front());
  }

  void check_deletes() {
    if (!spec_.max_deletes) return;
    // What retention drops was agreed to when the schedule was written.
    const auto dropped = std::ranges::count_if(draft_.subjects, [](const Subject& subject) {
      return subject.action == Action::remove && subject.key.kind == Kind::snapshot &&
             subject.recorded->applied.find("schedule") != nullptr;
    });
    const auto destroyed =
        static_cast<std::int64_t>(count(plan_).destroy) - (draft_.options.destroy ? 0 : dropped);
    if (destroyed > *spec_.max_deletes)
      deny("maxDeletes", std::to_string(destroyed) + (destroyed == 1 ? " thing" : " things") +
                             " would be destroyed, and the limit is " +
                             std::to_string(*spec_.max_deletes));
  }

  void check_gpus() {
    if (!spec_.max_gpus) return;
    const auto gpus = count_gpus(draft_);
    if (gpus.after <= *spec_.max_gpus) return;
    const std::string what =
        std::to_string(gpus.after) + " GPUs, and the limit is " + std::to_string(*spec_.max_gpus);
    if (gpus.after > gpus.before)
      deny("maxGpus", what + " (now " + std::to_string(gpus.before) + ")");
    else
      tolerate("maxGpus", what);
  }

  void check_models() {
    if (spec_.allowed_gpu_models.empty()) return;
    for (const auto& step : plan_.steps) {
      const auto* made = made_machine(step.operation);
      if (made == nullptr || std::ranges::find(spec_.allowed_gpu_models, made->gpu.model) !=
                                 spec_.allowed_gpu_models.end())
        continue;
      deny("allowedGpuModels", to_string(step.resource) + " has GPU model " + made->gpu.model +
                                   ", which is not among them");
    }
  }

  void check_public_ssh() {
    if (spec_.allow_public_ssh.value_or(true)) return;
    std::set<ResourceKey> open;
    for (const auto& step : plan_.steps) {
      const auto opens = [&](const SecurityRule& rule) {
        if (is_open_to_everybody(rule)) open.insert(step.resource);
      };
      if (const auto* add = std::get_if<AddFirewallRule>(&step.operation)) opens(add->rule);
      if (const auto* add = std::get_if<AddInstanceRule>(&step.operation)) opens(add->rule);
      if (const auto* deploy = std::get_if<DeployInstance>(&step.operation))
        for (const auto& rule : deploy->spec.security_rules.value_or(std::vector<SecurityRule>()))
          opens(rule);
    }
    for (const auto& key : open)
      deny("allowPublicSsh", to_string(key) + " would open port 22 to the whole internet");
  }

  const Plan& plan_;
  const Draft& draft_;
  const Resource& budget_;
  const BudgetSpec& spec_;
  Diagnostics found_;
};

}  // namespace

Diagnostics judge(const Plan& plan, const Draft& draft, const DesiredState& desired) {
  Diagnostics found;
  if (plan.empty()) return found;
  for (const auto& resource : desired.resources) {
    if (resource.key.kind != Kind::budget) continue;
    auto said = Judge(plan, draft, resource).run();
    found.insert(found.end(), std::move_iterator(said.begin()), std::move_iterator(said.end()));
  }
  return found;
}

}  // namespace muster
