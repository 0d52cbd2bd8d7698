#include "tests/simulation/checkers.hpp"

#include "tests/simulation/manifest_text.hpp"

#include <algorithm>
#include <set>

namespace muster::simulation {
namespace {

Kind kind_of(const sandbox::ObjectInfo& object) {
  if (object.kind == "instance") return Kind::virtual_machine;
  if (object.kind == "volume") return Kind::volume;
  if (object.kind == "firewall") return Kind::firewall;
  if (object.kind == "ssh_key") return Kind::ssh_key;
  if (object.kind == "snapshot") return Kind::snapshot;
  if (object.kind == "image") return Kind::custom_image;
  return Kind::startup_script;
}

std::string describe(const sandbox::ObjectInfo& object) {
  return object.kind + " " + object.name + " (" + object.id + ") " + object.status;
}

/// On its way out: nobody has to remember it.
bool is_going(const sandbox::ObjectInfo& object) {
  return object.status == "DELETING" || object.status == "DELETED" || object.status == "deleting" ||
         object.status == "deleted";
}

std::set<std::string> recorded_ids(const RecordedState& recorded) {
  std::set<std::string> ids;
  for (const auto& [key, resource] : recorded.resources) {
    ids.insert(resource.id.text);
    for (const auto& id : resource.superseded) ids.insert(id.text);
  }
  return ids;
}

bool is_open(const sandbox::ObjectInfo& object, const RecordedState& recorded) {
  return std::ranges::any_of(recorded.open_intents, [&](const OpenIntent& intent) {
    return intent.creates && intent.key.kind == kind_of(object) &&
           intent.remote_name == object.name;
  });
}

std::set<std::string> deleted_ids(const std::vector<LedgerEntry>& entries) {
  std::set<std::string> ids;
  for (const auto& entry : entries)
    if (entry.type == "deleted") ids.insert(entry.remote_id);
  return ids;
}

/// What the record let go on purpose: everything else that is forgotten has to be gone.
std::set<std::string> retained_ids(const std::vector<LedgerEntry>& entries) {
  std::set<std::string> ids;
  for (const auto& entry : entries)
    if (entry.type == "forgotten" && entry.key.name.starts_with("kept"))
      ids.insert(entry.remote_id);
  return ids;
}

}  // namespace

Foreign everything_in(const sandbox::Cloud& cloud) {
  std::vector<std::string> lines;
  cloud.write_all([&](std::string_view line) { lines.emplace_back(line); });
  Foreign all;
  for (const auto& object : cloud.objects()) {
    const auto line = std::ranges::find_if(lines, [&](const std::string& text) {
      return text.find("\"id\":\"" + object.id + "\"") != std::string::npos;
    });
    all[object.id] = line == lines.end() ? describe(object) : *line;
  }
  return all;
}

Violations nothing_is_lost(const sandbox::Cloud& cloud, const RecordedState& recorded,
                           const std::vector<LedgerEntry>& entries, const Foreign& foreign) {
  Violations violations;
  const auto known = recorded_ids(recorded);
  const auto let_go = retained_ids(entries);
  for (const auto& object : cloud.objects())
    if (!foreign.contains(object.id) && !known.contains(object.id) && !is_going(object) &&
        !is_open(object, recorded) && !let_go.contains(object.id))
      violations.push_back("P1: nobody remembers " + describe(object));
  const auto deleted = deleted_ids(entries);
  const auto objects = cloud.objects();
  for (const auto& entry : entries) {
    const bool there = std::ranges::any_of(
        objects, [&](const auto& object) { return object.id == entry.remote_id; });
    if (entry.type == "created" && there && !known.contains(entry.remote_id) &&
        !deleted.contains(entry.remote_id) && !let_go.contains(entry.remote_id))
      violations.push_back("P1: the ledger knew and lost " + entry.remote_id);
  }
  return violations;
}

Violations record_equals_account(const sandbox::Cloud& cloud, const RecordedState& recorded,
                                 const std::vector<LedgerEntry>& entries, const Foreign& foreign) {
  Violations violations;
  auto known = recorded_ids(recorded);
  const auto let_go = retained_ids(entries);
  for (const auto& object : cloud.objects())
    if (!foreign.contains(object.id) && known.erase(object.id) == 0 && !let_go.contains(object.id))
      violations.push_back("P1: in the account and not in the record: " + describe(object));
  for (const auto& id : known)
    violations.push_back("P1: in the record and not in the account: " + id);
  for (const auto& [key, resource] : recorded.resources)
    if (!resource.superseded.empty())
      violations.push_back("P1: " + to_string(key) + " stands for more than one thing");
  for (const auto& intent : recorded.open_intents)
    violations.push_back("P1: still open: " + intent.operation + " " + to_string(intent.key));
  return violations;
}

Violations retained_is_there(const sandbox::Cloud& cloud, const RecordedState& recorded,
                             const std::vector<LedgerEntry>& entries) {
  Violations violations;
  std::set<std::string> there;
  for (const auto& object : cloud.objects()) there.insert(object.id);
  for (const auto& entry : entries)
    if (entry.type == "forgotten" && entry.key.name.starts_with("kept") &&
        !recorded.resources.contains(entry.key) && !there.contains(entry.remote_id))
      violations.push_back("P5: not retained: " + to_string(entry.key));
  return violations;
}

void forget_adopted(Foreign& foreign, const std::vector<LedgerEntry>& entries) {
  for (const auto& entry : entries)
    if (entry.type == "adopted" && entry.key.name.starts_with("lost"))
      foreign.erase(entry.remote_id);
}

std::set<std::string> protected_ids(const RecordedState& recorded) {
  std::set<std::string> ids;
  for (const auto& [key, resource] : recorded.resources)
    if (resource.protect) ids.insert(resource.id.text);
  return ids;
}

Violations protected_is_there(const sandbox::Cloud& cloud, const std::set<std::string>& ids) {
  Violations violations;
  auto missing = ids;
  for (const auto& object : cloud.objects())
    if (!is_going(object)) missing.erase(object.id);
  for (const auto& id : missing) violations.push_back("P5: deleted although protected: " + id);
  return violations;
}

Violations foreign_is_untouched(const sandbox::Cloud& cloud, const Foreign& foreign) {
  Violations violations;
  const auto now = everything_in(cloud);
  for (const auto& [id, before] : foreign) {
    const auto found = now.find(id);
    if (found == now.end())
      violations.push_back("P5: deleted although foreign: " + id + " " + before);
    else if (!before.empty() && found->second != before)
      violations.push_back("P5: changed although foreign: " + before + "\n  now " + found->second);
  }
  return violations;
}

Violations shows_no_secret(const std::string& exposed, const RecordedState& recorded,
                           const std::vector<LedgerEntry>& entries) {
  Violations violations;
  const auto look = [&](const std::string& text, const std::string& where) {
    const auto at = text.find(secret_marker);
    if (at == std::string::npos) return;
    violations.push_back("P9: a secret in " + where + ": ..." +
                         text.substr(at < 60 ? 0 : at - 60, 120));
  };
  look(exposed, "what is shown");
  for (const auto& [key, resource] : recorded.resources)
    look(to_json(resource.applied), "the record of " + to_string(key));
  for (const auto& intent : recorded.open_intents)
    look(to_json(intent.applied), "the intent for " + to_string(intent.key));
  for (const auto& entry : entries) look(entry.detail, "ledger entry " + std::to_string(entry.id));
  return violations;
}

}  // namespace muster::simulation
