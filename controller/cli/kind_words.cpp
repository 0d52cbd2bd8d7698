#include "controller/cli/kind_words.hpp"

#include "model/suggest.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace muster::cli {
namespace {

/// The first word of a kind is the one that is suggested when nothing is near.
constexpr auto kind_words = std::to_array<std::pair<std::string_view, Kind>>({
    {"vms", Kind::virtual_machine},
    {"vm", Kind::virtual_machine},
    {"virtual-machines", Kind::virtual_machine},
    {"virtual-machine", Kind::virtual_machine},
    {"machines", Kind::virtual_machine},
    {"machine", Kind::virtual_machine},
    {"instances", Kind::virtual_machine},
    {"instance", Kind::virtual_machine},
    {"volumes", Kind::volume},
    {"volume", Kind::volume},
    {"vols", Kind::volume},
    {"vol", Kind::volume},
    {"firewalls", Kind::firewall},
    {"firewall", Kind::firewall},
    {"fws", Kind::firewall},
    {"fw", Kind::firewall},
    {"ssh-keys", Kind::ssh_key},
    {"ssh-key", Kind::ssh_key},
    {"keys", Kind::ssh_key},
    {"key", Kind::ssh_key},
    {"scripts", Kind::startup_script},
    {"script", Kind::startup_script},
    {"startup-scripts", Kind::startup_script},
    {"startup-script", Kind::startup_script},
    {"snapshots", Kind::snapshot},
    {"snapshot", Kind::snapshot},
    {"images", Kind::custom_image},
    {"image", Kind::custom_image},
    {"custom-images", Kind::custom_image},
    {"custom-image", Kind::custom_image},
});

}  // namespace

std::string folded(std::string_view word) {
  std::string text;
  for (const char c : word) {
    if (c == '-' || c == '_') continue;
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return text;
}

Result<Kind> parse_kind(std::string_view word, std::span<const std::string_view> others) {
  const std::string wanted = folded(word);
  std::vector<std::string_view> known;
  for (const auto& [spelling, kind] : kind_words) {
    if (folded(spelling) == wanted) return kind;
    known.push_back(spelling);
  }
  known.insert(known.end(), others.begin(), others.end());
  std::string all = "vms, volumes, firewalls, ssh-keys, scripts, snapshots, images";
  for (const auto& other : others) all += ", " + std::string(other);
  const auto near = nearest(word, known);
  return fail(Errc::invalid_input,
              "there is no kind \"" + std::string(word) + "\"; " +
                  (near ? "did you mean " + *near + "?" : "it is one of " + all));
}

Result<ResourceKey> parse_resource(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size())
    return fail(Errc::invalid_input,
                "\"" + std::string(text) +
                    "\" is not a resource: write kind and name, such as volume/datasets");
  MUSTER_TRY(const Kind kind, parse_kind(text.substr(0, slash)));
  return ResourceKey{kind, std::string(text.substr(slash + 1))};
}

std::string_view plural(Kind kind) {
  switch (kind) {
    case Kind::virtual_machine:
      return "virtual machines";
    case Kind::volume:
      return "volumes";
    case Kind::firewall:
      return "firewalls";
    case Kind::ssh_key:
      return "SSH keys";
    case Kind::startup_script:
      return "startup scripts";
    case Kind::snapshot:
      return "snapshots";
    case Kind::custom_image:
      return "custom images";
    default:
      return to_string(kind);
  }
}

std::string did_you_mean(const ResourceKey& key, std::span<const ResourceKey> known) {
  // A name of the right kind comes first, then the same name of another kind.
  std::vector<std::string_view> names;
  for (const auto& candidate : known)
    if (candidate.kind == key.kind) names.push_back(candidate.name);
  if (const auto near = nearest(key.name, names))
    return "; did you mean " + to_string(ResourceKey{key.kind, *near}) + "?";
  for (const auto& candidate : known)
    if (candidate.name == key.name) return "; did you mean " + to_string(candidate) + "?";
  return {};
}

}  // namespace muster::cli
