#pragma once

#include "diff/planner.hpp"
#include "diff/rules/machine_work.hpp"
#include "diff/subject.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace muster {

/// Managed resources that the spec refers to and that must outlive it, sorted. Copies outlive what
/// they are made from: a snapshot its machine, a restored machine its snapshot.
std::vector<ResourceKey> dependencies_of(const Spec& spec);
/// The same, and what it is made from.
std::vector<ResourceKey> uses_of(const Spec& spec);

/// What the plan does with a thing of the account.
enum class Fate {
  foreign,   // nothing
  stays,     // it may be changed
  outlived,  // deleted once its successor has taken its place
  goes,      // deleted
};

/// A plan in the making: what its rules read and what they write.
struct Draft {
  Draft(const DesiredState& desired, const LiveState& live, const RecordedState& recorded,
        const PlanOptions& options);

  const LiveIndex live;
  const RecordedState& recorded;
  const PlanOptions& options;

  std::vector<Subject> subjects;  // sorted by key
  std::vector<Step> steps;
  Diagnostics diagnostics;
  bool denied = false;
  std::vector<std::string> notes;

  /// Volumes and firewalls of the account, by id, that manifests or records of the project speak
  /// of.
  std::set<std::string> project_volumes;
  std::set<std::string> project_firewalls;
  /// By volume id: steps after which its old attachment is gone.
  std::map<std::string, std::vector<std::size_t>> freed_by;
  /// Steps that attach volumes, to be ordered once all steps are known.
  std::vector<std::pair<std::size_t, Target>> attachments;
  std::map<ResourceKey, MachineWork> machine_work;
  /// Machines that are outlived, but only just: see OldMachine::lets_go_when_deleted.
  std::set<RemoteId> early_leavers;

  /// Manifests with the GPUs chosen that their machines get; subjects point to them.
  std::deque<Resource> chosen;
  /// Machines that none of their choices can be had for: that has been said.
  std::set<ResourceKey> without_gpus;
  std::optional<PlanStock> stock;
  Diagnostics shortages;
  std::set<ResourceKey> stuck;  // subjects of errors and shortages

  Subject* find(const ResourceKey& key);
  const Subject* find(const ResourceKey& key) const;
  /// Whose thing it is, by what is recorded or about to be adopted.
  const Subject* owner(Kind kind, const RemoteId& id) const;

  Fate fate_of(Kind kind, const RemoteId& id) const;
  /// The same as far as firewalls are concerned: whoever leaves early does not keep them.
  Fate fate_of_member(const RemoteId& machine) const;

  /// Whether the plan may change the thing: it is owned and is not being given up.
  bool changes(Kind kind, const RemoteId& id) const;

  /// Adds a step of the subject and fills in what all of its steps share. Returns its index.
  std::size_t add(Subject& subject, Operation operation, std::vector<std::size_t> needs = {});
  /// The same for a thing that the subject has replaced or replaces.
  std::size_t add_to_old(Subject& subject, const RemoteId& id, Operation operation,
                         std::vector<std::size_t> needs);
  /// The same for a thing that is only referred to.
  std::size_t add_unowned(const ResourceKey& key, const RemoteId& id, Operation operation);

  void error(const Position& position, std::string message, std::string hint = {});
  void error(const Subject& subject, std::string_view path, std::string message,
             std::string hint = {});
  /// An error that is a refusal by protection or lifecycle.
  void deny(const Subject& subject, std::string_view path, std::string message,
            std::string hint = {});
  void note(const ResourceKey& key, std::string_view text);
  /// What the plan needs is not there, or what it gives up would not come back.
  void lack(const Subject& subject, std::string_view path, std::string message,
            std::string hint = {});
  PlanStock& stock_shown() { return stock ? *stock : stock.emplace(); }

  /// After subjects were taken out.
  void index_names();
  /// After all subjects know their live things.
  void index_owners();

 private:
  /// The number of subjects: there is none.
  std::size_t index_of(const ResourceKey& key) const;

  std::unordered_map<std::string_view, std::size_t> by_name_[enum_names<Kind>.size()];
  std::unordered_map<std::string, std::size_t> owners_[enum_names<Kind>.size()];
};

}  // namespace muster
