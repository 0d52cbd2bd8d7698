#include "diff/graph_text.hpp"

#include "diff/plan_words.hpp"
#include "model/references.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <vector>

namespace muster {
namespace {

/// In the order of drawing: what the manifests want by key, then what exists.
struct Node {
  bool existing = false;
  ResourceKey key;
  auto operator<=>(const Node&) const = default;
};

struct Arrow {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string field;
  auto operator<=>(const Arrow&) const = default;
};

struct Drawing {
  std::vector<Node> nodes;
  std::set<Arrow> arrows;
};

/// "/spec/boot/volume" is the field boot.volume, "/spec/volumes/3" is volumes.
std::string field_of(std::string_view pointer) {
  constexpr std::string_view start = "/spec/";
  if (pointer.starts_with(start)) pointer.remove_prefix(start.size());
  std::string field;
  while (!pointer.empty()) {
    const auto part = pointer.substr(0, pointer.find('/'));
    const bool index = part.find_first_not_of("0123456789") == std::string_view::npos;
    if (!index) field += (field.empty() ? "" : ".") + std::string(part);
    pointer.remove_prefix(std::min(part.size() + 1, pointer.size()));
  }
  return field;
}

const VirtualMachineSelector* selector_of(const Spec& spec) {
  if (const auto* schedule = std::get_if<SnapshotScheduleSpec>(&spec))
    return &schedule->virtual_machines;
  if (const auto* schedule = std::get_if<PowerScheduleSpec>(&spec))
    return &schedule->virtual_machines;
  return nullptr;
}

bool carries(const Labels& labels, const Labels& wanted) {
  return std::ranges::all_of(wanted, [&](const auto& label) {
    const auto found = labels.find(label.first);
    return found != labels.end() && found->second == label.second;
  });
}

using Visit = std::function<void(const Node& to, const std::string& field)>;

void for_each_need(const Resource& resource, const DesiredState& desired, const Visit& visit) {
  for_each_reference(resource.spec, [&](const AnyReference& to, const std::string& pointer) {
    visit({to.existing, {to.kind, to.name}}, field_of(pointer));
  });
  const auto* selector = selector_of(resource.spec);
  if (selector == nullptr || selector->match_labels.empty()) return;
  for (const auto& machine : desired.resources)
    if (machine.key.kind == Kind::virtual_machine &&
        carries(machine.labels, selector->match_labels))
      visit({false, machine.key}, "virtualMachines.matchLabels");
}

Drawing draw(const DesiredState& desired) {
  std::map<Node, std::size_t> places;
  for (const auto& resource : desired.resources) places[{false, resource.key}];
  for (const auto& resource : desired.resources)
    for_each_need(resource, desired, [&](const Node& to, const std::string&) { places[to]; });
  Drawing drawing;
  for (auto& [node, place] : places) {
    place = drawing.nodes.size();
    drawing.nodes.push_back(node);
  }
  for (const auto& resource : desired.resources)
    for_each_need(resource, desired, [&](const Node& to, const std::string& field) {
      drawing.arrows.insert({places.at({false, resource.key}), places.at(to), field});
    });
  return drawing;
}

std::string name_of(const Node& node) {
  return to_string(node.key) + (node.existing ? " (existing)" : "");
}

std::string dot_quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
    if (c == '&') quoted += "amp;";
  }
  return quoted + "\"";
}

/// In quotes Mermaid reads entities, written with # in place of &, and some HTML.
std::string mermaid_quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : printable(text)) {
    if (std::string_view("\"#&<>`\\").find(c) == std::string_view::npos)
      quoted += c;
    else
      quoted += "#" + std::to_string(static_cast<int>(c)) + ";";
  }
  return quoted + "\"";
}

}  // namespace

std::string render_dot(const DesiredState& desired) {
  const auto drawing = draw(desired);
  std::string text = "digraph muster {\n  rankdir=LR;\n  node [shape=box];\n";
  for (const auto& node : drawing.nodes)
    text += "  " + dot_quoted(name_of(node)) + (node.existing ? " [style=dashed];\n" : ";\n");
  for (const auto& [from, to, field] : drawing.arrows)
    text += "  " + dot_quoted(name_of(drawing.nodes[from])) + " -> " +
            dot_quoted(name_of(drawing.nodes[to])) + " [label=" + dot_quoted(field) + "];\n";
  return text + "}\n";
}

std::string render_mermaid(const DesiredState& desired) {
  const auto drawing = draw(desired);
  std::string text = "flowchart LR\n";
  const auto id = [](std::size_t place) { return "n" + std::to_string(place); };
  bool any_existing = false;
  for (std::size_t place = 0; place < drawing.nodes.size(); ++place) {
    const auto& node = drawing.nodes[place];
    any_existing = any_existing || node.existing;
    text += "  " + id(place) + "[" + mermaid_quoted(name_of(node)) + "]" +
            (node.existing ? ":::existing\n" : "\n");
  }
  for (const auto& [from, to, field] : drawing.arrows)
    text += "  " + id(from) + " -->|" + mermaid_quoted(field) + "| " + id(to) + "\n";
  return text + (any_existing ? "  classDef existing stroke-dasharray: 5 5\n" : "");
}

}  // namespace muster
