#include "controller/schedule/calendar.hpp"
#include "controller/simulate/views.hpp"

namespace muster {
namespace {

Value optional_money(const std::optional<Money>& money) {
  return money ? Value(format_exact(*money)) : Value();
}

Value key_of(const ResourceKey& key) {
  return key.name.empty() ? Value() : Value(to_string(key));
}

Value value_of(const SimulatedEvent& event) {
  return Value::Map{{"at", format_timestamp(event.at)},
                    {"resource", key_of(event.key)},
                    {"what", event.what},
                    {"detail", event.detail},
                    {"took", format_duration(event.took)}};
}

Value value_of(const Simulated& told, const SimulatedDay& day) {
  Value::List events;
  for (const auto& event : day.events) events.push_back(value_of(event));
  return Value::Map{{"date", format_wall_time(wall_time(told.zone, day.begin)).substr(0, 10)},
                    {"cost", format_exact(day.cost)},
                    {"creditLeft", optional_money(day.left)},
                    {"events", std::move(events)}};
}

}  // namespace

Value simulated_value(const Simulated& told) {
  Value::List days;
  Value::List problems;
  Value::List assumptions;
  Value::List hours;
  for (const auto& day : told.days) days.push_back(value_of(told, day));
  for (const auto& hour : told.hours) hours.emplace_back(format_exact(hour.cost));
  for (const auto& problem : told.problems)
    problems.emplace_back(Value::Map{{"first", format_timestamp(problem.first)},
                                     {"times", static_cast<std::int64_t>(problem.times)},
                                     {"resource", key_of(problem.key)},
                                     {"message", problem.message}});
  for (const auto& sentence : told.assumptions) assumptions.emplace_back(sentence);
  return Value::Map{
      {"from", format_timestamp(told.from)},
      {"to", format_timestamp(told.to)},
      {"currency", std::string(to_string(told.cost.currency))},
      {"cost", format_exact(told.cost)},
      {"credit", optional_money(told.credit)},
      {"creditEnds", told.credit_ends ? Value(format_timestamp(*told.credit_ends)) : Value()},
      {"days", std::move(days)},
      {"costOfHours", std::move(hours)},
      {"problems", std::move(problems)},
      {"assumptions", std::move(assumptions)}};
}

}  // namespace muster
