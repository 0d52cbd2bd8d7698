#pragma once

#include "controller/reconcile/importing.hpp"
#include "tests/support/fake_cloud.hpp"
#include "tests/support/world_builder.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::testing {

inline ImportRequest request_beside(const std::vector<ManifestFile>& project) {
  ImportRequest request;
  request.file_for = [](Kind kind) { return std::string(to_string(kind)) + ".yaml"; };
  request.load = [project](std::vector<ManifestFile> files) -> Result<Loaded> {
    files.insert(files.end(), project.begin(), project.end());
    return load(files, {});
  };
  return request;
}

inline Import imported(const TestWorld& world, const ImportRequest& request) {
  auto made = prepare_import(request, world.live, world.recorded, world.options.secrets);
  EXPECT_TRUE(made) << made.error().text();
  return made ? *std::move(made) : Import();
}

inline std::string files_of(const Import& import) {
  std::string text;
  for (const auto& file : import.files) text += "=== " + file.path + "\n" + file.text;
  for (const auto& item : import.left_out)
    text += "left out: " + to_string(item.resource.key) + ": " + item.problem + "\n";
  return text;
}

inline std::vector<std::string> names(const std::vector<Importable>& items) {
  std::vector<std::string> out;
  for (const auto& item : items) out.push_back(to_string(item.resource.key));
  return out;
}

/// The world with the project as it is after the import, the adoptions carried out.
inline void take_over(TestWorld& world, const Import& import) {
  ASSERT_FALSE(has_errors(import.planned.diagnostics)) << all_messages(import.planned.diagnostics);
  world.desired = import.loaded.desired;
  EXPECT_THAT(apply_to(world, import.planned.plan), ::testing::IsEmpty());
}

inline LiveSnapshot snapshot_of(const LiveVirtualMachine& machine, const std::string& name) {
  return {.id = {"BRK-S-" + name},
          .name = name,
          .state = SetupState::ready,
          .status = "SUCCESS",
          .tier = machine.tier,
          .region = machine.region,
          .size = {40},
          .machine = machine.id,
          .machine_name = machine.name};
}

inline LiveImage image_of(const LiveSnapshot& snapshot, const std::string& name) {
  return {.id = {"BRK-I-" + name},
          .name = name,
          .state = SetupState::ready,
          .status = "ACTIVE",
          .region = snapshot.region,
          .snapshot = snapshot.id};
}

}  // namespace muster::testing
