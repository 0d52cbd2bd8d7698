#include "manifests/starter.hpp"

#include "model/ascii.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr std::size_t name_max = 50;

bool is_letter_or_digit(char c) {
  return is_alphanumeric(c);
}

constexpr std::string_view settings_before_name =
    R"(# The project. Everything that muster reads and writes belongs to the folder of this file.
apiVersion: muster/v1
kind: Project
metadata:
  name: )";

constexpr std::string_view settings_after_name = R"(
spec:
  # Folders and files with manifests, relative to this file.
  manifests: [manifests]

  # Values for ${var.NAME} in manifests; `muster plan --var region=NORWAY-1` sets one, and so does
  # an environment: `muster plan -e production`.
  variables:
    region: {default: CANADA-1, description: Where everything runs.}
  # environments:
  #   production:
  #     variables: {region: NORWAY-1}
)";

constexpr std::string_view manifest =
    R"(# What should exist, one document for each thing. `muster plan` compares it with the account and
# changes nothing; `muster apply` shows the plan and asks before it performs it.
apiVersion: muster/v1
kind: Volume
metadata:
  name: datasets         # also its name in the account
  labels: {team: research}
spec:
  tier: legacy
  region: ${var.region}
  type: SSD
  size: 100GB            # larger later on: it grows in place and keeps its data
  lifecycle:
    protect: false       # true: it is never deleted, not even when this document goes
    onDelete: delete     # retain: when this document goes, the volume stays in the account

# A machine. Take the `# ` away from the lines below, put in the name of an SSH key that your account
# has, and look at `muster plan` again.
#
# ---
# apiVersion: muster/v1
# kind: VirtualMachine
# metadata:
#   name: trainer
#   labels: {team: research}
# spec:
#   tier: legacy
#   region: ${var.region}
#   gpu: {model: H100-PCIe-NVLink-80GB, count: 1}
#   boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}
#   sshKeys: [{existing: my-key}]
#   volumes: [datasets]
#   publicIp: true
)";

}  // namespace

std::string starter_name(std::string_view folder) {
  std::string name;
  for (const char c : folder) {
    const bool allowed = is_letter_or_digit(c) || c == '_' || c == '.' || c == '-';
    if (name.empty() && !is_letter_or_digit(c)) continue;
    if (name.size() < name_max) name += allowed ? c : '-';
  }
  // A name such as 2026 or 1.5 would be read as a number.
  const bool has_letter = std::ranges::any_of(
      name, [](char c) { return is_letter_or_digit(c) && (c < '0' || c > '9'); });
  return has_letter ? name : "my-project";
}

std::vector<ManifestFile> starter_project(const std::string& name) {
  auto settings = std::string(settings_before_name) + "\"" + name + "\"";
  settings += settings_after_name;
  return {{"muster.yaml", std::move(settings)},
          {"manifests/infrastructure.yaml", std::string(manifest)}};
}

}  // namespace muster
