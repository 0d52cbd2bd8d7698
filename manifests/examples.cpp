#include "manifests/examples.hpp"

#include "model/assert.hpp"

namespace muster {
namespace {

constexpr std::string_view project_example = R"(apiVersion: muster/v1
kind: Project
metadata: {name: research}
spec:
  manifests: [manifests]
  api: {callsPerMinute: 300}
  variables:
    region: {default: CANADA-1, description: Where everything runs.}
    trainers: {type: number, default: 1}
  environments:
    staging:
      variables: {trainers: 1}
    production:
      variables: {trainers: 4}
)";

constexpr std::string_view ssh_key_example = R"(apiVersion: muster/v1
kind: SSHKey
metadata: {name: alice}
spec:
  publicKey: {file: alice.pub}
)";

constexpr std::string_view startup_script_example = R"(apiVersion: muster/v1
kind: StartupScript
metadata: {name: mount-scratch}
spec:
  content: |
    #!/bin/sh
    mkdir -p /scratch && mount /dev/vdb /scratch
)";

constexpr std::string_view firewall_example = R"(apiVersion: muster/v1
kind: Firewall
metadata: {name: ssh-from-office}
spec:
  region: ${var.region}
  description: SSH from the office, everything out
  rules:
    - {direction: ingress, protocol: tcp, ports: 22, cidr: 203.0.113.0/24}
    - {direction: ingress, protocol: icmp, cidr: 203.0.113.0/24}
    - {direction: egress, protocol: any, cidr: 0.0.0.0/0}
)";

constexpr std::string_view volume_example = R"(apiVersion: muster/v1
kind: Volume
metadata: {name: datasets}
spec:
  tier: legacy
  region: ${var.region}
  type: SSD
  size: 500GB
  lifecycle: {protect: true}
)";

constexpr std::string_view virtual_machine_example = R"(apiVersion: muster/v1
kind: VirtualMachine
metadata:
  name: notebook
  labels: {team: nlp}
spec:
  tier: legacy
  region: ${var.region}
  gpu: {model: H100-PCIe-NVLink-80GB, count: 1}
  boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}
  sshKeys: [alice, {existing: bob}]
  firewalls: [ssh-from-office]
  volumes: [datasets]
  publicIp: true
  userData: {file: cloud-init.yaml}
  powerState: Active
  lifecycle:
    onDrift: report
    ignore: [/spec/publicIp]
  timeouts: {create: 30m}
)";

constexpr std::string_view snapshot_example = R"(apiVersion: muster/v1
kind: Snapshot
metadata: {name: notebook-ready}
spec:
  virtualMachine: notebook
  description: All packages installed
)";

constexpr std::string_view custom_image_example = R"(apiVersion: muster/v1
kind: CustomImage
metadata: {name: notebook-image}
spec:
  snapshot: notebook-ready
)";

constexpr std::string_view snapshot_schedule_example = R"(apiVersion: muster/v1
kind: SnapshotSchedule
metadata: {name: nightly}
spec:
  virtualMachines: {matchLabels: {team: nlp}}
  schedule: "0 3 * * *"
  timeZone: Europe/Oslo
  retention: {keepLast: 3, keepDaily: 7, keepWeekly: 4, keepMonthly: 6}
  missedRuns: once
)";

constexpr std::string_view power_schedule_example = R"(apiVersion: muster/v1
kind: PowerSchedule
metadata: {name: office-hours}
spec:
  virtualMachines: {names: [notebook]}
  hibernate: "0 19 * * mon-fri"
  restore: "30 7 * * mon-fri"
  timeZone: Europe/Oslo
  except: [2026-12-24, 2026-12-25]
)";

constexpr std::string_view budget_example = R"(apiVersion: muster/v1
kind: Budget
metadata: {name: limits}
spec:
  currency: USD
  maxHourly: 40
  maxMonthly: 20000.00
  minRunway: 14d
  maxDeletes: 3
  allowedGpuModels: [H100-PCIe-NVLink-80GB, RTX-A6000]
  allowPublicSsh: false
)";

}  // namespace

std::string_view example_of(Kind kind) {
  switch (kind) {
    case Kind::project:
      return project_example;
    case Kind::ssh_key:
      return ssh_key_example;
    case Kind::startup_script:
      return startup_script_example;
    case Kind::firewall:
      return firewall_example;
    case Kind::volume:
      return volume_example;
    case Kind::virtual_machine:
      return virtual_machine_example;
    case Kind::snapshot:
      return snapshot_example;
    case Kind::custom_image:
      return custom_image_example;
    case Kind::snapshot_schedule:
      return snapshot_schedule_example;
    case Kind::power_schedule:
      return power_schedule_example;
    case Kind::budget:
      return budget_example;
  }
  MUSTER_ASSERT(false, "unknown kind");
}

}  // namespace muster
