#include "manifests/variables.hpp"

#include "model/suggest.hpp"

#include <algorithm>
#include <vector>

namespace muster {
namespace {

constexpr std::string_view opening = "${var.";

template <class Map>
std::string suggestion(const std::string& name, const Map& known, std::string_view otherwise) {
  std::vector<std::string_view> names;
  for (const auto& entry : known) names.push_back(entry.first);
  const auto meant = nearest(name, names);
  return meant ? "did you mean `" + *meant + "`?" : std::string(otherwise);
}

bool has_type(const std::string& text, VariableType type) {
  const YamlNode plain{.shape = YamlNode::Shape::scalar, .text = text};
  const ScalarType found = scalar_type(plain);
  switch (type) {
    case VariableType::string:
      return true;
    case VariableType::number:
      return found == ScalarType::integer || found == ScalarType::real;
    case VariableType::boolean:
      return found == ScalarType::boolean;
  }
  return false;
}

/// Gives a known variable a value, from wherever `place` says.
void assign(VariableValues& values, const std::string& name, const std::string& text,
            const Position& place, const std::string& where, Diagnostics& out) {
  const auto known = values.find(name);
  if (known == values.end()) {
    out.push_back(
        error_at(place, "unknown variable " + in_quotes(name) + where,
                 suggestion(name, values, "declare it under `variables` of the Project")));
    return;
  }
  known->second.text = text;
  const bool fits = has_type(text, known->second.type);
  known->second.state = fits ? VariableValue::State::set : VariableValue::State::failed;
  if (!fits)
    out.push_back(error_at(place, "variable " + in_quotes(name) + where + " must be a " +
                                      std::string(to_string(known->second.type)) + ", found " +
                                      in_quotes(text)));
}

void assign_all(VariableValues& values, const Resource& project, const std::string& environment,
                const Environment& given, Diagnostics& out) {
  for (const auto& [variable, text] : given.variables)
    assign(values, variable, text,
           project.position_of("/spec/environments/" + environment + "/variables/" + variable), "",
           out);
}

void assign_environment(VariableValues& values, const Resource* project, const std::string& name,
                        Diagnostics& out) {
  const auto* spec = project == nullptr ? nullptr : std::get_if<ProjectSpec>(&project->spec);
  const auto none = std::map<std::string, Environment>();
  const auto& environments = spec == nullptr ? none : spec->environments;
  const auto chosen = environments.find(name);
  if (chosen == environments.end()) {
    std::string known;
    for (const auto& entry : environments) known += (known.empty() ? "" : ", ") + entry.first;
    out.push_back(error_at(
        {}, "unknown environment " + in_quotes(name),
        suggestion(name, environments,
                   known.empty() ? "the Project declares no environments" : "known: " + known)));
    return;
  }
  assign_all(values, *project, name, chosen->second, out);
}

/// Environments that this run does not use have to be right all the same.
void check_other_environments(VariableValues values, const Resource& project,
                              const LoadOptions& options, Diagnostics& out) {
  for (const auto& [name, environment] : std::get<ProjectSpec>(project.spec).environments)
    if (name != options.environment) assign_all(values, project, name, environment, out);
}

/// The value of the variable, or nothing after reporting why there is none.
const VariableValue* look_up(const std::string& name, const VariableValues& variables,
                             const YamlNode& node, Reader& in) {
  const auto found = variables.find(name);
  if (found == variables.end())
    in.fail(node, "unknown variable " + in_quotes(name),
            suggestion(name, variables, "declare it under `variables` of the Project"));
  else if (found->second.state == VariableValue::State::unset)
    in.fail(node, "variable " + in_quotes(name) + " has no value",
            "give it a default, set it in an environment, or use --var " + name + "=VALUE");
  else if (found->second.state == VariableValue::State::set)
    return &found->second;
  return nullptr;
}

void substitute_scalar(YamlNode& node, const VariableValues& variables, Reader& in) {
  std::string made;
  std::string_view rest = node.text;
  for (auto start = rest.find(opening); start != std::string_view::npos;
       start = rest.find(opening)) {
    if (start > 0 && rest[start - 1] == '$') {
      made += rest.substr(0, start - 1);
      made += opening;
      rest.remove_prefix(start + opening.size());
      continue;
    }
    const auto end = rest.find('}', start);
    if (end == std::string_view::npos) {
      in.fail(node, "`${var.` is never closed", "write $${var. for the text itself");
      node.failed = true;
      return;
    }
    const std::string name(rest.substr(start + opening.size(), end - start - opening.size()));
    const VariableValue* value = look_up(name, variables, node, in);
    if (value == nullptr) {
      node.failed = true;
      return;
    }
    const bool whole = start == 0 && end + 1 == node.text.size();
    node.quoted = !whole || value->type == VariableType::string;
    made += rest.substr(0, start);
    made += value->text;
    rest.remove_prefix(end + 1);
  }
  made += rest;
  node.text = std::move(made);
}

}  // namespace

VariableValues resolve_variables(const Resource* project, const LoadOptions& options,
                                 Diagnostics& diagnostics) {
  VariableValues values;
  if (project != nullptr)
    for (const auto& [name, variable] : std::get<ProjectSpec>(project->spec).variables) {
      values[name].type = variable.type;
      if (variable.default_value)
        assign(values, name, *variable.default_value,
               project->position_of("/spec/variables/" + name + "/default"), "", diagnostics);
    }
  if (project != nullptr) check_other_environments(values, *project, options, diagnostics);
  if (options.environment) assign_environment(values, project, *options.environment, diagnostics);
  for (const auto& [name, text] : options.variables)
    assign(values, name, text, {}, " given with --var", diagnostics);
  return values;
}

void substitute(YamlNode& node, const VariableValues& variables, Reader& in) {
  if (node.shape == YamlNode::Shape::scalar && node.text.find(opening) != std::string::npos)
    substitute_scalar(node, variables, in);
  for (auto& item : node.items) substitute(item, variables, in);
}

}  // namespace muster
