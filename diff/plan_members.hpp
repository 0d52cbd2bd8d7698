#pragma once

#include "diff/plan.hpp"

#include <concepts>
#include <type_traits>

namespace muster {

// The members of a plan and their names in a file and in the hash: the one list from which both
// writing and reading follow. An archive is called with a name and a member, const or not.

template <class T, class Of>
concept Like = std::same_as<std::remove_const_t<T>, Of>;

void members(auto&& archive, Like<Target> auto& target) {
  archive("kind", target.reference.kind);
  archive("name", target.reference.name);
  archive("existing", target.reference.existing);
  archive("id", target.id);
}

/// Of any operation; what it does not have is left out.
template <class Operation>
void operation_members(auto&& archive, Operation& op) {
  if constexpr (requires { op.name; }) archive("name", op.name);
  if constexpr (requires { op.region; }) archive("region", op.region);
  if constexpr (requires { op.description; }) archive("description", op.description);
  if constexpr (requires { op.public_key; }) archive("publicKey", op.public_key);
  if constexpr (requires { op.content; }) archive("content", op.content);
  if constexpr (requires { op.spec; }) archive("spec", op.spec);
  if constexpr (requires { op.rule; }) archive("rule", op.rule);
  if constexpr (requires { op.rule_id; }) archive("ruleId", op.rule_id);
  if constexpr (requires { op.machines; }) archive("machines", op.machines);
  if constexpr (requires { op.ssh_keys; }) archive("sshKeys", op.ssh_keys);
  if constexpr (requires { op.volumes; }) archive("volumes", op.volumes);
  if constexpr (requires { op.script; }) archive("script", op.script);
  if constexpr (requires { op.boot_volume; }) archive("bootVolume", op.boot_volume);
  if constexpr (requires { op.scripts; }) archive("scripts", op.scripts);
  if constexpr (requires { op.source; }) archive("source", op.source);
  if constexpr (requires { op.image; }) archive("image", op.image);
  if constexpr (requires { op.machine; }) archive("machine", op.machine);
  if constexpr (requires { op.snapshot; }) archive("snapshot", op.snapshot);
  if constexpr (requires { op.wanted; }) archive("wanted", op.wanted);
  if constexpr (requires { op.from; }) archive("from", op.from);
  if constexpr (requires { op.to; }) archive("to", op.to);
}

void members(auto&& archive, Like<Reason> auto& reason) {
  archive("path", reason.path);
  archive("before", reason.before);
  archive("after", reason.after);
  archive("rule", reason.rule);
  archive("drift", reason.drift);
}

void members(auto&& archive, Like<CostChange> auto& cost) {
  archive("before", cost.before);
  archive("after", cost.after);
}

void members(auto&& archive, Like<CostTotal> auto& total) {
  archive("known", total.known);
  archive("unknown", total.unknown);
}

void members(auto&& archive, Like<PriceSeen> auto& seen) {
  archive("what", seen.what);
  archive("price", seen.price);
}

void members(auto&& archive, Like<PlanCost> auto& cost) {
  archive("currency", cost.currency);
  archive("projectBefore", cost.project_before);
  archive("projectAfter", cost.project_after);
  archive("accountBefore", cost.account_before);
  archive("accountAfter", cost.account_after);
  archive("prices", cost.prices);
  archive("pricesDigest", cost.prices_digest);
  archive("oneOff", cost.one_off);
  archive("savings", cost.savings);
  archive("unknown", cost.unknown);
}

void members(auto&& archive, Like<Runway> auto& runway) {
  archive("balance", runway.balance);
  archive("before", runway.before);
  archive("after", runway.after);
  archive("known", runway.known);
}

void members(auto&& archive, Like<StockUse> auto& use) {
  archive("region", use.region);
  archive("model", use.model);
  archive("needed", use.needed);
  archive("givenBack", use.given_back);
  archive("available", use.available);
  archive("verdict", use.verdict);
}

void members(auto&& archive, Like<GpuChosen> auto& choice) {
  archive("resource", choice.resource);
  archive("chosen", choice.chosen);
  archive("passedOver", choice.passed_over);
}

void members(auto&& archive, Like<GpuGivenUp> auto& given_up) {
  archive("resource", given_up.resource);
  archive("region", given_up.region);
  archive("model", given_up.model);
  archive("gpus", given_up.gpus);
  archive("hibernates", given_up.hibernates);
  archive("scarce", given_up.scarce);
  archive("accepted", given_up.accepted);
}

void members(auto&& archive, Like<PlanStock> auto& stock) {
  archive("uses", stock.uses);
  archive("choices", stock.choices);
  archive("givenUp", stock.given_up);
}

void members(auto&& archive, Like<Step> auto& step) {
  archive("resource", step.resource);
  archive("operation", step.operation);
  archive("id", step.id);
  archive("oldName", step.old_name);
  archive("needs", step.needs);
  archive("after", step.after);
  archive("reliesOn", step.relies_on);
  archive("reasons", step.reasons);
  archive("dataLoss", step.data_loss);
  archive("expected", step.expected);
  archive("deadline", step.deadline);
  archive("capacity", step.capacity);
  archive("applied", step.applied);
  archive("protect", step.protect);
  archive("onDelete", step.on_delete);
  archive("dependsOn", step.depends_on);
  archive("cost", step.cost);
}

void members(auto&& archive, Like<FieldChange> auto& change) {
  archive("path", change.path);
  archive("before", change.before);
  archive("after", change.after);
  archive("unknown", change.after_unknown);
  archive("sensitive", change.sensitive);
  archive("replaces", change.forces_replacement);
  archive("drift", change.drift);
}

void members(auto&& archive, Like<Position> auto& position) {
  archive("file", position.file);
  archive("line", position.line);
  archive("column", position.column);
}

void members(auto&& archive, Like<ResourceChange> auto& change) {
  archive("key", change.key);
  archive("action", change.action);
  archive("reason", change.reason);
  archive("fields", change.fields);
  archive("steps", change.steps);
  archive("leftovers", change.leftovers);
  archive("warnings", change.warnings);
  archive("cost", change.cost);
  archive("before", change.before);
  archive("after", change.after);
  archive("position", change.position);
}

void members(auto&& archive, Like<Observation> auto& seen) {
  archive("kind", seen.kind);
  archive("id", seen.id);
  archive("name", seen.name);
  archive("digest", seen.digest);
  archive("seen", seen.seen);
}

void members(auto&& archive, Like<RecordSeen> auto& seen) {
  archive("key", seen.key);
  archive("digest", seen.digest);
}

/// All but the hash.
void members(auto&& archive, Like<Plan> auto& plan) {
  archive("steps", plan.steps);
  archive("changes", plan.changes);
  archive("drift", plan.drift);
  archive("observations", plan.observations);
  archive("records", plan.records);
  archive("notes", plan.notes);
  archive("cost", plan.cost);
  archive("overrideReason", plan.override_reason);
  archive("stock", plan.stock);
  archive("runway", plan.runway);
  archive("calls", plan.calls);
  archive("expected", plan.expected);
  archive("criticalPath", plan.critical_path);
  archive("observedAt", plan.observed_at);
}

}  // namespace muster
