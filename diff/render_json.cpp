#include "diff/plain_json.hpp"
#include "diff/render.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace muster {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* json_version = "1.0";

/// The same shape with true where a secret stands, as Terraform marks it.
Json secrets_of(const Value& value) {
  Json marks = Json::object();
  if (const auto* map = value.get_if<Value::Map>())
    for (const auto& [name, member] : *map) {
      if (member.get_if<SecretDigest>() != nullptr) marks[name] = true;
      if (member.get_if<Value::Map>() != nullptr)
        if (Json inner = secrets_of(member); !inner.empty()) marks[name] = std::move(inner);
    }
  return marks;
}

Json actions_of(Action action) {
  switch (action) {
    case Action::no_op:
      return {"no-op"};
    case Action::create:
      return {"create"};
    case Action::remove:
      return {"delete"};
    case Action::replace:
      return {"delete", "create"};
    case Action::replace_create_first:
      return {"create", "delete"};
    case Action::update:
      return {"update"};
    case Action::adopt:
    case Action::forget:
    case Action::hibernate:
    case Action::restore:
      return {std::string(to_string(action))};
  }
  return Json::array();
}

/// "/spec/gpu/model" as Terraform writes it: ["gpu", "model"].
Json path_of(std::string_view pointer) {
  Json path = Json::array();
  if (pointer.starts_with("/spec")) pointer.remove_prefix(5);
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    path.push_back(std::string(pointer.substr(0, end)));
    pointer.remove_prefix(end);
  }
  return path;
}

/// Amounts as text: they are exact, and numbers of JSON are not.
Json rate_json(const Rate& rate) {
  return rate ? Json(format_exact(*rate)) : Json(nullptr);
}

Json cost_json(const CostChange& cost) {
  return {{"hourly_before", rate_json(cost.before)}, {"hourly_after", rate_json(cost.after)}};
}

Json total_json(const CostTotal& before, const CostTotal& after) {
  return {{"hourly_before", format_exact(before.known)},
          {"hourly_after", format_exact(after.known)},
          {"monthly_before", format_exact(before.known * hours_per_month)},
          {"monthly_after", format_exact(after.known * hours_per_month)},
          {"unknown_before", before.unknown},
          {"unknown_after", after.unknown}};
}

Json plan_cost_json(const PlanCost& cost) {
  Json prices = Json::object();
  for (const auto& seen : cost.prices) prices[seen.what] = format_exact(seen.price);
  return {{"currency", std::string(to_string(cost.currency))},
          {"project", total_json(cost.project_before, cost.project_after)},
          {"account", total_json(cost.account_before, cost.account_after)},
          {"prices", std::move(prices)},
          {"prices_digest", cost.prices_digest},
          {"one_off", cost.one_off},
          {"savings", cost.savings},
          {"unknown", cost.unknown}};
}

std::string_view worst_verdict(const PlanStock& stock) {
  auto worst = StockVerdict::enough;
  for (const auto& use : stock.uses) worst = std::max(worst, use.verdict);
  return to_string(worst);
}

Json stock_json(const PlanStock& stock) {
  Json json{{"verdict", worst_verdict(stock)},
            {"uses", Json::array()},
            {"choices", Json::array()},
            {"given_up", Json::array()}};
  for (const auto& use : stock.uses)
    json["uses"].push_back({{"region", use.region},
                            {"model", use.model},
                            {"needed", use.needed},
                            {"given_back", use.given_back},
                            {"available", use.available.empty() ? Json() : Json(use.available)},
                            {"verdict", to_string(use.verdict)}});
  for (const auto& choice : stock.choices)
    json["choices"].push_back({{"address", to_string(choice.resource)},
                               {"chosen", choice.chosen.empty() ? Json() : Json(choice.chosen)},
                               {"passed_over", choice.passed_over}});
  for (const auto& given_up : stock.given_up)
    json["given_up"].push_back({{"address", to_string(given_up.resource)},
                                {"region", given_up.region},
                                {"model", given_up.model},
                                {"gpus", given_up.gpus},
                                {"action", given_up.hibernates ? "hibernate" : "replace"},
                                {"scarce", given_up.scarce},
                                {"accepted", given_up.accepted}});
  return json;
}

Json seconds_json(const std::optional<Duration>& length) {
  if (!length) return nullptr;
  return std::chrono::floor<std::chrono::seconds>(*length).count();
}

Json runway_json(const Plan& plan, const Runway& runway) {
  return {{"balance", format_exact(runway.balance)},
          {"seconds_before", seconds_json(runway.before)},
          {"seconds_after", seconds_json(runway.after)},
          {"until",
           runway.after ? Json(format_timestamp(plan.observed_at + *runway.after)) : Json(nullptr)},
          {"complete", runway.known}};
}

Json change_json(const ResourceChange& change) {
  Json unknown = Json::object();
  Json replace_paths = Json::array();
  for (const auto& field : change.fields) {
    if (field.after_unknown) unknown[path_of(field.path).back().get<std::string>()] = true;
    if (field.forces_replacement) replace_paths.push_back(path_of(field.path));
  }
  Json json{{"actions", actions_of(change.action)},
            {"before", plain_json(change.before)},
            {"after", plain_json(change.after)},
            {"after_unknown", std::move(unknown)},
            {"before_sensitive", secrets_of(change.before)},
            {"after_sensitive", secrets_of(change.after)}};
  if (!replace_paths.empty()) json["replace_paths"] = std::move(replace_paths);
  return json;
}

Json resource_json(const ResourceChange& change) {
  Json json{{"address", to_string(change.key)},
            {"kind", std::string(to_string(change.key.kind))},
            {"name", change.key.name},
            {"change", change_json(change)}};
  if (!change.reason.empty()) json["action_reason"] = change.reason;
  if (change.cost) json["cost"] = cost_json(*change.cost);
  if (!change.warnings.empty()) json["warnings"] = change.warnings;
  if (!change.steps.empty()) json["steps"] = change.steps;
  return json;
}

Json step_json(const Step& step) {
  Json json{{"address", to_string(step.resource)},
            {"operation", std::string(operation_name(step.operation))},
            {"description", describe(step)},
            {"needs", step.needs},
            {"after", step.after},
            {"expected_seconds", std::chrono::ceil<std::chrono::seconds>(step.expected).count()},
            {"deadline_seconds", std::chrono::ceil<std::chrono::seconds>(step.deadline).count()}};
  if (step.id) json["id"] = step.id->text;
  if (step.cost) json["cost"] = cost_json(*step.cost);
  if (!step.data_loss.empty()) json["data_loss"] = step.data_loss;
  return json;
}

template <class Items, class F>
Json array_of(const Items& items, F&& make) {
  Json array = Json::array();
  for (const auto& item : items) array.push_back(make(item));
  return array;
}

std::string document(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string render_json(const Plan& plan) {
  const PlanCounts counts = count(plan);
  const std::string observed_at = format_timestamp(plan.observed_at);
  Json json{{"format_version", json_version},
            {"resource_changes", array_of(plan.changes, resource_json)},
            {"resource_drift", array_of(plan.drift, resource_json)},
            {"summary",
             {{"add", counts.add},
              {"change", counts.change},
              {"destroy", counts.destroy},
              {"adopt", counts.adopt},
              {"forget", counts.forget}}},
            {"steps", array_of(plan.steps, step_json)},
            {"calls", plan.calls},
            {"eta",
             {{"seconds", std::chrono::ceil<std::chrono::seconds>(plan.expected).count()},
              {"critical_path", plan.critical_path}}},
            {"observations", array_of(plan.observations,
                                      [&](const Observation& seen) {
                                        return Json{{"address", std::string(to_string(seen.kind)) +
                                                                    "/" + seen.name},
                                                    {"id", seen.id.text},
                                                    {"digest", seen.digest},
                                                    {"observed_at", observed_at}};
                                      })},
            {"notes", plan.notes},
            {"plan_hash", plan.hash}};
  if (!plan.override_reason.empty()) json["override_reason"] = plan.override_reason;
  if (plan.cost) json["cost"] = plan_cost_json(*plan.cost);
  if (plan.stock) json["stock"] = stock_json(*plan.stock);
  if (plan.runway) json["runway"] = runway_json(plan, *plan.runway);
  return document(json);
}

std::string render_drift_json(const Drift& drift) {
  return document({{"format_version", json_version},
                   {"resource_drift", array_of(drift.changes, resource_json)},
                   {"summary", {{"owned", drift.owned}, {"drifted", drift.changes.size()}}}});
}

}  // namespace muster
