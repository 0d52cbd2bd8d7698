#include "diff/cost_words.hpp"

namespace muster {
namespace {

std::string describe_rate(const Rate& rate) {
  return rate ? format_money(*rate) : "unknown";
}

/// "a -> b", or a where both are the same.
std::string moved(const std::string& before, const std::string& after) {
  return before == after ? after : before + " -> " + after;
}

CostTotal per_month(CostTotal total) {
  total.known = total.known * hours_per_month;
  return total;
}

/// Whole minutes, and hours from two days on: the rest is not known that exactly.
std::string roughly(Duration length) {
  using std::chrono::days;
  using std::chrono::floor;
  using std::chrono::hours;
  using std::chrono::minutes;
  if (length >= std::chrono::years(100)) return "more than 100 years";
  if (length >= std::chrono::years(2))
    return "about " + std::to_string(floor<std::chrono::years>(length).count()) + " years";
  return "about " + (length < days(2) ? format_duration(floor<minutes>(length))
                                      : format_duration(floor<hours>(length)));
}

/// "2026-11-28 14:00 UTC"
std::string minute_of(Timestamp at) {
  const auto text = format_timestamp(std::chrono::floor<std::chrono::minutes>(at));
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

std::string credit_line(const Plan& plan, const Runway& runway) {
  std::string text = "Credit: " + format_money(runway.balance);
  const auto lasting = [&](const std::optional<Duration>& length) -> std::string {
    if (runway.balance.nanos <= 0 || (length && *length <= Duration::zero())) return "is used up";
    if (!length) return "is not used up";
    return std::string(runway.known ? "lasts " : "lasts at most ") + roughly(*length);
  };
  text += " " + lasting(runway.after);
  if (runway.after && *runway.after > Duration::zero() && *runway.after < std::chrono::years(100))
    text += ", until " + minute_of(plan.observed_at + *runway.after);
  const auto before = lasting(runway.before);
  if (before != lasting(runway.after)) text += "; without this plan it " + before;
  return text + ".";
}

}  // namespace

std::string describe(const CostChange& cost) {
  return moved(describe_rate(cost.before), describe_rate(cost.after)) + " per hour";
}

std::string money_moved(const Step& step) {
  if (!step.cost || step.cost->before == step.cost->after) return {};
  return " (" + describe(*step.cost) + ")";
}

std::string describe(const CostTotal& total) {
  return (total.unknown > 0 ? "at least " : "") + format_money(total.known);
}

std::vector<std::string> cost_lines(const Plan& plan) {
  if (!plan.cost) return {};
  const PlanCost& cost = *plan.cost;
  std::vector<std::string> lines;
  const CostTotal nothing{.known = {0, cost.currency}};
  if (cost.project_before != nothing || cost.project_after != nothing)
    lines.push_back(
        "Cost: " + moved(describe(cost.project_before), describe(cost.project_after)) +
        " per hour, " +
        moved(describe(per_month(cost.project_before)), describe(per_month(cost.project_after))) +
        " per month of 730 hours.");
  if (cost.account_before != cost.project_before || cost.account_after != cost.project_after)
    lines.push_back(
        "Whole account: " + moved(describe(cost.account_before), describe(cost.account_after)) +
        " per hour.");
  const auto tell = [&](const char* what, const std::vector<std::string>& sentences) {
    for (const auto& sentence : sentences) lines.push_back(what + sentence + ".");
  };
  tell("Once: ", cost.one_off);
  tell("Saving: ", cost.savings);
  tell("Unknown: ", cost.unknown);
  if (plan.runway) lines.push_back(credit_line(plan, *plan.runway));
  return lines;
}

}  // namespace muster
