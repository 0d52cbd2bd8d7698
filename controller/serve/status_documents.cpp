#include "controller/serve/status_documents.hpp"

#include "model/or_null.hpp"

#include <utility>

namespace muster {
namespace {

Value number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

Value seconds(Duration duration) {
  return static_cast<std::int64_t>(std::chrono::round<std::chrono::seconds>(duration).count());
}

Value conditions_value(const std::vector<Condition>& conditions) {
  Value::List list;
  for (const auto& condition : conditions)
    list.emplace_back(Value::Map{{"type", condition.type},
                                 {"status", condition.status},
                                 {"reason", condition.reason},
                                 {"message", condition.message},
                                 {"lastTransitionTime", time_or_null(condition.last_transition)},
                                 {"observedRevision", text_or_null(condition.observed_revision)}});
  return list;
}

Value suspension_value(const Suspension& suspension) {
  return Value::Map{{"reason", suspension.reason},
                    {"since", time_or_null(suspension.since)},
                    {"until", time_or_null(suspension.until)}};
}

Value suspension_of(const DaemonStatus& status, const ResourceKey& key) {
  const auto found = status.suspensions.find(key);
  return found == status.suspensions.end() ? Value() : suspension_value(found->second);
}

/// Its name in sentences and requests: the whole project has none of its own.
std::string name_of(const ResourceKey& key) {
  return key.kind == Kind::project ? "project" : to_string(key);
}

Value::List all_suspensions(const DaemonStatus& status) {
  Value::List list;
  for (const auto& [key, suspension] : status.suspensions) {
    Value::Map entry = {{"resource", name_of(key)}};
    const Value rest = suspension_value(suspension);
    for (const auto& member : *rest.get_if<Value::Map>()) entry.push_back(member);
    list.emplace_back(std::move(entry));
  }
  return list;
}

Value::Map plan_members(const PlanStatus& plan) {
  Value::List held_by;
  for (const auto& reason : plan.held_by) held_by.emplace_back(reason);
  return {{"hash", plan.hash},
          {"revision", plan.revision},
          {"at", time_or_null(plan.at)},
          {"phase", std::string(to_string(plan.phase))},
          {"heldBy", std::move(held_by)},
          {"summary", plan.summary}};
}

Value stock_value(const DaemonStatus& status) {
  Value::List list;
  for (const auto& [place, gpus] : status.stock)
    list.emplace_back(Value::Map{{"model", place.first}, {"region", place.second}, {"gpus", gpus}});
  return list;
}

}  // namespace

Value projects_document(const DaemonStatus& status) {
  const auto& hourly = status.hourly;
  Value::Map project = {
      {"name", status.project},
      {"source", status.source},
      {"endpoint", status.endpoint},
      {"revision", text_or_null(status.revision)},
      {"revisionLabel", text_or_null(status.revision_label)},
      {"latestRevision", text_or_null(status.latest_revision)},
      {"ready", status.ready},
      {"startedAt", time_or_null(status.started_at)},
      {"lastCycleAt", time_or_null(status.last_cycle_at)},
      {"intervalSeconds", seconds(status.interval)},
      {"conditions", conditions_value(status.conditions)},
      {"suspensions", all_suspensions(status)},
      {"resources", number(status.resources.size())},
      {"queueDepth", number(status.queue_depth)},
      {"hourly", hourly ? Value(format_exact(*hourly)) : Value()},
      {"currency", hourly ? Value(std::string(to_string(hourly->currency))) : Value()},
      {"runwaySeconds", status.runway ? seconds(*status.runway) : Value()},
      {"stock", stock_value(status)},
  };
  return Value::Map{{"projects", Value::List{Value(std::move(project))}}};
}

Value resource_document(const DaemonStatus& status, const ResourceStatus& resource) {
  return Value::Map{{"kind", std::string(to_string(resource.key.kind))},
                    {"name", resource.key.name},
                    {"id", text_or_null(resource.remote_id)},
                    {"conditions", conditions_value(resource.conditions)},
                    {"failures", number(resource.failures)},
                    {"nextAttempt", time_or_null(resource.next_attempt)},
                    {"suspension", suspension_of(status, resource.key)}};
}

Value resources_document(const DaemonStatus& status, std::optional<Kind> kind) {
  Value::List list;
  for (const auto& [key, resource] : status.resources)
    if (!kind || key.kind == *kind) list.push_back(resource_document(status, resource));
  return Value::Map{{"resources", std::move(list)}};
}

Value event_document(const DaemonStatus& status, const StatusEvent& event) {
  const bool of_project = event.key.kind == Kind::project;
  return Value::Map{{"number", number(event.number)},
                    {"at", time_or_null(event.at)},
                    {"severity", std::string(to_string(event.severity))},
                    {"kind", std::string(to_string(event.key.kind))},
                    {"name", of_project ? status.project : event.key.name},
                    {"reason", event.reason},
                    {"message", event.message},
                    {"revision", text_or_null(event.revision)},
                    {"cycle", text_or_null(event.cycle)}};
}

Value events_document(const DaemonStatus& status, std::uint64_t since) {
  Value::List list;
  for (const auto& event : status.events)
    if (event.number > since) list.push_back(event_document(status, event));
  const auto last = status.events.empty() ? 0 : status.events.back().number;
  return Value::Map{{"events", std::move(list)}, {"last", number(last)}};
}

Value plans_document(const DaemonStatus& status) {
  Value::List list;
  for (const auto& plan : status.plans) list.emplace_back(plan_members(plan));
  return Value::Map{{"plans", std::move(list)}};
}

Value plan_document(const PlanStatus& plan) {
  auto members = plan_members(plan);
  members.emplace_back("text", plan.text);
  return members;
}

Value schedules_document(const DaemonStatus& status) {
  Value::List list;
  for (const auto& schedule : status.schedules) {
    Value::List next;
    for (const auto& at : schedule.next) next.emplace_back(format_timestamp(at));
    list.emplace_back(Value::Map{{"kind", std::string(to_string(schedule.key.kind))},
                                 {"name", schedule.key.name},
                                 {"next", std::move(next)},
                                 {"lastSuccess", time_or_null(schedule.last_success)},
                                 {"note", text_or_null(schedule.note)},
                                 {"suspension", suspension_of(status, schedule.key)}});
  }
  return Value::Map{{"schedules", std::move(list)}};
}

}  // namespace muster
