#include "diff/step_value.hpp"

#include "model/to_value.hpp"

namespace muster {
namespace {

Value target_value(const Target& target) {
  Value::Map map{{"kind", std::string(to_string(target.reference.kind))},
                 {"name", target.reference.name},
                 {"existing", target.reference.existing}};
  if (target.id) map.emplace_back("id", target.id->text);
  return map;
}

Value targets_value(const std::vector<Target>& targets) {
  Value::List list;
  for (const auto& target : targets) list.push_back(target_value(target));
  return list;
}

Value indices_value(const std::vector<std::size_t>& indices) {
  Value::List list;
  for (const std::size_t index : indices) list.push_back(static_cast<std::int64_t>(index));
  return list;
}

Value field_value(const FieldChange& change) {
  return Value::Map{{"path", change.path},           {"before", change.before},
                    {"after", change.after},         {"unknown", change.after_unknown},
                    {"sensitive", change.sensitive}, {"replaces", change.forces_replacement},
                    {"drift", change.drift}};
}

Value change_value(const ResourceChange& change) {
  Value::List fields;
  for (const auto& field : change.fields) fields.push_back(field_value(field));
  Value::List warnings;
  for (const auto& warning : change.warnings) warnings.push_back(warning);
  return Value::Map{{"address", to_string(change.key)},
                    {"action", std::string(to_string(change.action))},
                    {"reason", change.reason},
                    {"fields", std::move(fields)},
                    {"steps", indices_value(change.steps)},
                    {"warnings", std::move(warnings)},
                    {"before", change.before},
                    {"after", change.after}};
}

Value step_value(const Step& step) {
  Value::List depends_on;
  for (const auto& key : step.depends_on) depends_on.push_back(to_string(key));
  Value::List reasons;
  for (const auto& reason : step.reasons)
    reasons.push_back(Value::Map{{"path", reason.path},
                                 {"before", reason.before},
                                 {"after", reason.after},
                                 {"rule", reason.rule},
                                 {"drift", reason.drift}});
  return Value::Map{{"resource", to_string(step.resource)},
                    {"operation", operation_value(step.operation)},
                    {"id", step.id ? Value(step.id->text) : Value()},
                    {"needs", indices_value(step.needs)},
                    {"after", indices_value(step.after)},
                    {"relies_on", indices_value(step.relies_on)},
                    {"reasons", std::move(reasons)},
                    {"data_loss", step.data_loss},
                    {"expected", static_cast<std::int64_t>(step.expected.count())},
                    {"deadline", static_cast<std::int64_t>(step.deadline.count())},
                    {"applied", step.applied},
                    {"protect", step.protect},
                    {"on_delete", std::string(to_string(step.on_delete))},
                    {"depends_on", std::move(depends_on)}};
}

Value observation_value(const Observation& seen) {
  return Value::Map{{"kind", std::string(to_string(seen.kind))},
                    {"id", seen.id.text},
                    {"name", seen.name},
                    {"digest", seen.digest}};
}

}  // namespace

Value operation_value(const Operation& operation) {
  Value::Map map{{"operation", std::string(operation_name(operation))}};
  std::visit(
      [&]<class Op>(const Op& op) {
        if constexpr (requires { op.name; }) map.emplace_back("name", op.name);
        if constexpr (requires { op.rule; })
          map.emplace_back("rule", to_value(op.rule, FieldInfo{}, SecretKey{}));
        if constexpr (requires { op.rule_id; }) map.emplace_back("ruleId", op.rule_id.text);
        if constexpr (requires { op.machines; })
          map.emplace_back("machines", targets_value(op.machines));
        if constexpr (requires { op.ssh_keys; })
          map.emplace_back("sshKeys", targets_value(op.ssh_keys));
        if constexpr (requires { op.volumes; })
          map.emplace_back("volumes", targets_value(op.volumes));
        if constexpr (requires { op.script; })
          if (op.script) map.emplace_back("script", target_value(*op.script));
        if constexpr (requires { op.boot_volume; })
          if (op.boot_volume) map.emplace_back("bootVolume", target_value(*op.boot_volume));
        if constexpr (std::is_same_v<Op, TogglePublicIp>) map.emplace_back("wanted", op.wanted);
        if constexpr (std::is_same_v<Op, ResizeVolume>) {
          map.emplace_back("from", format_gigabytes(op.from));
          map.emplace_back("to", format_gigabytes(op.to));
        }
      },
      operation);
  return map;
}

std::string hash_of(const Plan& plan) {
  // One line an entry, and a title a list: JSON holds no line breaks, so no two plans read alike.
  std::string text;
  const auto add = [&](std::string_view title, const auto& items, auto&& make) {
    text += title;
    for (const auto& item : items) text += "\n" + to_json(make(item));
    text += '\n';
  };
  add("steps", plan.steps, step_value);
  add("changes", plan.changes, change_value);
  add("drift", plan.drift, change_value);
  add("observations", plan.observations, observation_value);
  add("notes", plan.notes, [](const std::string& note) -> Value { return note; });
  return sha256_hex(text);
}

}  // namespace muster
