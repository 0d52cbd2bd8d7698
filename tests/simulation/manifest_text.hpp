#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace muster::simulation {

/// Whatever must never be seen outside a manifest and the calls that carry it.
inline constexpr const char* secret_marker = "s3cret-marker";

/// A project as its author has it in mind. All names are unique within their kind.
struct KeyDraft {
  int version = 0;
};
struct ScriptDraft {
  int version = 0;
};
struct FirewallDraft {
  std::string region;
  std::optional<std::string> description;
  std::set<std::string> rules;  // each as YAML
  bool adopt = false;
  bool report_drift = false;
};
struct VolumeDraft {
  std::string tier;
  std::string region;
  std::string type;
  int size = 100;
  std::optional<std::string> description;
  bool retain = false;
  bool protect = false;
  bool adopt = false;
};
struct MachineDraft {
  std::string tier;
  std::string region;
  std::string gpu;
  int gpus = 1;
  std::string image;
  std::set<std::string> keys;
  std::optional<std::set<std::string>> firewalls;
  std::optional<std::set<std::string>> volumes;
  std::optional<std::set<std::string>> rules;
  std::optional<bool> public_ip;
  std::optional<int> user_data;
  std::optional<std::string> script;
  std::optional<std::string> power;
  std::optional<int> replicas;
  bool report_drift = false;
  std::optional<std::string> ignore;  // a JSON pointer
  bool create_first = false;
  std::optional<std::string> booted;  // snapshot of whose image it boots, instead of `image`
};
/// Of a machine; with an image of the same name made from it or not.
struct SnapshotDraft {
  std::string machine;
  std::string region;  // of the machine
  int version = 0;
  bool image = false;
};

struct ProjectDraft {
  std::map<std::string, KeyDraft> keys;
  std::map<std::string, ScriptDraft> scripts;
  std::map<std::string, FirewallDraft> firewalls;
  std::map<std::string, VolumeDraft> volumes;
  std::map<std::string, MachineDraft> machines;
  std::map<std::string, SnapshotDraft> snapshots;
};

/// The manifests, one YAML document each.
std::string manifest_text(const ProjectDraft& project);

}  // namespace muster::simulation
