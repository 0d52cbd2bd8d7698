#include "controller/simulate/diary.hpp"

#include "diff/plan_words.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace muster {
namespace {

/// What a step is called in a calendar; empty: it is of no interest there.
std::string verb_of(const Operation& operation) {
  return std::visit(
      []<class Op>(const Op&) -> std::string {
        if constexpr (std::is_same_v<Op, HibernateInstance>) return "hibernate";
        if constexpr (std::is_same_v<Op, RestoreInstance>) return "restore";
        if constexpr (std::is_same_v<Op, StartInstance>) return "start";
        if constexpr (std::is_same_v<Op, StopInstance>) return "stop";
        if constexpr (std::is_same_v<Op, CreateSnapshot>) return "snapshot";
        if constexpr (std::is_same_v<Op, DeleteSnapshot>) return "drop";
        if constexpr (std::is_same_v<Op, DeployInstance>) return "create";
        if constexpr (std::is_same_v<Op, DeleteInstance>) return "delete";
        return "";
      },
      operation);
}

/// The steps tell it already.
bool is_told_by_steps(const ScheduleNote& note) {
  constexpr std::array<std::string_view, 3> reasons = {"Hibernating", "Restoring", "SnapshotDue"};
  return !note.warning && std::ranges::find(reasons, note.reason) != reasons.end();
}

/// Warnings that belong to the life of a lease, and to no mistake.
bool is_expected(const ScheduleNote& note) {
  constexpr std::array<std::string_view, 3> reasons = {"LeaseExpiring", "LeaseExpiringSoon",
                                                       "LeaseExpired"};
  return !note.warning || std::ranges::find(reasons, note.reason) != reasons.end();
}

}  // namespace

void Diary::on_event(const Event& event) {
  if (plan_ == nullptr || !event.step) return;
  const Step& step = plan_->steps[*event.step];
  if (event.type == Event::Type::step_done) step_done(step, event.elapsed);
  if (event.type == Event::Type::step_failed)
    problem(step.resource, describe(step) + " fails: " + event.message);
}

void Diary::step_done(const Step& step, Duration took) {
  const auto verb = verb_of(step.operation);
  if (verb.empty()) return;
  const Timestamp ended = clock_.wall_now();
  const Timestamp began = ended - took;
  const std::string& name = step.resource.name;
  SimulatedEvent event{began, step.resource, verb, "", took};
  if (const auto* taken = std::get_if<CreateSnapshot>(&step.operation))
    event.detail = "of " + taken->machine.reference.name;
  events_.push_back(std::move(event));
  if (step.resource.kind != Kind::virtual_machine) return;
  if (verb == "hibernate") fall_asleep(name, began);
  const auto asleep = asleep_.find(name);
  if (asleep == asleep_.end() || (verb != "restore" && verb != "delete")) return;
  sleeps_[name].emplace_back(asleep->second, ended);
  asleep_.erase(asleep);
}

void Diary::fall_asleep(const std::string& machine, Timestamp at) {
  asleep_.try_emplace(machine, at);
}

void Diary::close(Timestamp at) {
  for (const auto& [name, since] : asleep_) sleeps_[name].emplace_back(since, at);
  asleep_.clear();
}

void Diary::take_notes(const std::vector<ScheduleNote>& notes) {
  std::set<std::pair<ResourceKey, std::string>> now;
  for (const auto& note : notes) {
    if (is_told_by_steps(note)) continue;
    now.emplace(note.key, note.reason);
    if (noted_.contains({note.key, note.reason})) continue;
    if (is_expected(note))
      tell(note.key, note.reason, note.message);
    else
      problem(note.key, note.reason + ": " + note.message);
  }
  noted_ = std::move(now);
}

void Diary::tell(const ResourceKey& key, std::string what, std::string detail) {
  events_.push_back({clock_.wall_now(), key, std::move(what), std::move(detail)});
}

void Diary::problem(const ResourceKey& key, const std::string& message) {
  problem_at(clock_.wall_now(), key, message);
}

void Diary::problem_at(Timestamp at, const ResourceKey& key, const std::string& message,
                       std::size_t times) {
  // What differs only in its figures is the same problem.
  std::string alike;
  for (const char c : message)
    if (c < '0' || c > '9') alike += c;
  const auto [found, is_new] =
      problems_.try_emplace({key, alike}, SimulatedProblem{at, times, key, message});
  if (!is_new) found->second.times += times;
}

std::vector<SimulatedEvent> Diary::events() const {
  auto events = events_;
  std::ranges::sort(events, [](const SimulatedEvent& a, const SimulatedEvent& b) {
    return std::tie(a.at, a.what, a.key) < std::tie(b.at, b.what, b.key);
  });
  return events;
}

std::vector<SimulatedProblem> Diary::problems() const {
  std::vector<SimulatedProblem> problems;
  for (const auto& [key, problem] : problems_) problems.push_back(problem);
  std::ranges::sort(problems, [](const SimulatedProblem& a, const SimulatedProblem& b) {
    return std::tie(a.first, a.key, a.message) < std::tie(b.first, b.key, b.message);
  });
  return problems;
}

}  // namespace muster
