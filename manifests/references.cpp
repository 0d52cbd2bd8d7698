#include "manifests/references.hpp"

#include "manifests/limits.hpp"
#include "manifests/source_text.hpp"
#include "model/references.hpp"
#include "model/suggest.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace muster {
namespace {

/// Comparisons of names for "did you mean" in one run: every unknown name is compared with every
/// known one, which must not get out of hand.
constexpr std::size_t comparisons_max = 200'000;
constexpr std::size_t cycle_shown_max = 12;

class ReferenceCheck {
 public:
  ReferenceCheck(const DesiredState& desired, const ReplicaCounts& replicated, Diagnostics& out)
      : desired_(desired), replicated_(replicated), out_(out) {
    for (const auto& resource : desired.resources)
      names_[resource.key.kind].push_back(resource.key.name);
  }

  void check(const Resource& from, const AnyReference& to, const std::string& pointer) {
    if (to.name.empty() || out_.size() >= limits::diagnostics_max) return;
    const bool managed = desired_.find({to.kind, to.name}) != nullptr;
    if (managed == !to.existing) return;
    const std::string kind(to_string(to.kind));
    if (managed) {
      out_.push_back(error_at(from.position_of(pointer),
                              kind + " " + in_quotes(to.name) + " is a manifest of this project",
                              "refer to it by its name alone"));
      out_.back().severity = Severity::warning;
    } else if (!to.existing) {
      out_.push_back(error_at(from.position_of(pointer),
                              "there is no " + kind + " " + in_quotes(to.name), hint(to)));
    }
  }

 private:
  std::string hint(const AnyReference& to) {
    if (const auto base = replicated_.find(to.name);
        to.kind == Kind::virtual_machine && base != replicated_.end())
      return base->second == 0 ? "that manifest has 0 replicas"
                               : "with `replicas` it is called `" + to.name + "-0`, `" + to.name +
                                     "-1`, ...: name those, or use matchLabels";
    const auto& known = names_[to.kind];
    comparisons_ += known.size();
    if (comparisons_ <= comparisons_max)
      if (const auto meant = nearest(to.name, known)) return "did you mean `" + *meant + "`?";
    return "use {existing: " + to.name + "} for something muster does not manage";
  }

  const DesiredState& desired_;
  const ReplicaCounts& replicated_;
  Diagnostics& out_;
  std::map<Kind, std::vector<std::string_view>> names_;
  std::size_t comparisons_ = 0;
};

struct Edge {
  const Resource* to = nullptr;
  std::string pointer;
};

std::vector<Edge> edges_of(const Resource& resource, const DesiredState& desired) {
  std::vector<Edge> edges;
  for_each_reference(resource.spec, [&](const AnyReference& reference, const std::string& pointer) {
    if (reference.existing) return;
    if (const auto* to = desired.find({reference.kind, reference.name}))
      edges.push_back({to, pointer});
  });
  return edges;
}

/// A resource on the path being followed, and how far its edges have been.
struct Visit {
  const Resource* at = nullptr;
  std::vector<Edge> edges;
  std::size_t next = 0;
};

void report_cycle(const std::vector<Visit>& path, const Edge& back, Diagnostics& out) {
  auto from = std::ranges::find(path, back.to, &Visit::at);
  std::string text;
  for (std::size_t shown = 0; from != path.end() && shown < cycle_shown_max; ++from, ++shown)
    text += to_string(from->at->key) + " -> ";
  if (from != path.end()) text += std::to_string(path.end() - from) + " more -> ";
  out.push_back(error_at(path.back().at->position_of(back.pointer),
                         "these need each other: " + text + to_string(back.to->key)));
}

}  // namespace

void check_references(const DesiredState& desired, const ReplicaCounts& replicated,
                      Diagnostics& diagnostics) {
  ReferenceCheck check(desired, replicated, diagnostics);
  for (const auto& resource : desired.resources)
    for_each_reference(resource.spec, [&](const AnyReference& to, const std::string& pointer) {
      check.check(resource, to, pointer);
    });
}

void check_cycles(const DesiredState& desired, Diagnostics& diagnostics) {
  enum class Seen { no, on_path, done };
  std::vector<Seen> marks(desired.resources.size(), Seen::no);
  const auto mark = [&](const Resource* resource) -> Seen& {
    return marks[static_cast<std::size_t>(resource - desired.resources.data())];
  };
  for (const auto& start : desired.resources) {
    if (mark(&start) != Seen::no) continue;
    std::vector<Visit> path;
    path.push_back({&start, edges_of(start, desired)});
    mark(&start) = Seen::on_path;
    while (!path.empty()) {
      Visit& visit = path.back();
      if (visit.next == visit.edges.size()) {
        mark(visit.at) = Seen::done;
        path.pop_back();
        continue;
      }
      const Edge edge = visit.edges[visit.next++];
      if (mark(edge.to) == Seen::on_path) report_cycle(path, edge, diagnostics);
      if (mark(edge.to) != Seen::no) continue;
      mark(edge.to) = Seen::on_path;
      path.push_back({edge.to, edges_of(*edge.to, desired)});
    }
  }
}

}  // namespace muster
