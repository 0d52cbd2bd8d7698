// Random projects, read as a user would have them on disk: what order the files come in and which
// document stands in which file makes no difference, and an apply leaves nothing to plan.

#include "diff/render.hpp"
#include "manifests/loader.hpp"
#include "tests/controller/support/sim_account.hpp"
#include "tests/simulation/generator.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace muster::scenarios {
namespace {

using testing::SimAccount;

constexpr std::uint64_t projects = 40;
constexpr int edits = 3;

std::vector<std::string> documents_of(const std::string& text) {
  constexpr std::string_view start = "---\n";
  std::vector<std::string> documents;
  for (auto at = text.find(start); at != std::string::npos;) {
    const auto next = text.find(start, at + start.size());
    documents.push_back(text.substr(at, next - at));
    at = next;
  }
  return documents;
}

/// The same documents in some other order, over a few files in some other order.
std::vector<ManifestFile> shuffled(const std::string& text, std::mt19937_64& random) {
  auto documents = documents_of(text);
  std::ranges::shuffle(documents, random);
  std::vector<ManifestFile> files;
  for (std::size_t i = 0; i < 1 + random() % 5; ++i)
    files.push_back({.path = "part-" + std::to_string(i) + ".yaml", .text = ""});
  for (const auto& document : documents) files[random() % files.size()].text += document;
  std::ranges::shuffle(files, random);
  return files;
}

Planned plan_of(SimAccount& account, const DesiredState& desired) {
  return account.plan(desired);
}

void expect_same(const Planned& one, const Planned& other) {
  EXPECT_EQ(one.plan.hash, other.plan.hash);
  EXPECT_EQ(render_text(one.plan, {}), render_text(other.plan, {}));
  EXPECT_EQ(render_json(one.plan), render_json(other.plan));
  EXPECT_EQ(one.diagnostics.size(), other.diagnostics.size());
}

/// One state of the project, planned from files in two orders and applied. False: it is refused.
bool live_through(SimAccount& account, const std::string& text, std::mt19937_64& random) {
  const auto one = load({{.path = "project.yaml", .text = text}}, {});
  const auto other = load(shuffled(text, random), {});
  EXPECT_FALSE(has_errors(one.diagnostics) || has_errors(other.diagnostics)) << text;
  const auto planned = plan_of(account, one.desired);
  expect_same(planned, plan_of(account, other.desired));
  if (has_errors(planned.diagnostics)) return false;
  const auto report = account.perform(planned.plan);
  EXPECT_TRUE(report.succeeded()) << account.problems(report);
  testing::sleep(account.clock, std::chrono::minutes(2));
  const auto again = plan_of(account, other.desired);
  EXPECT_FALSE(has_errors(again.diagnostics));
  EXPECT_TRUE(again.plan.empty()) << render_text(again.plan, {});
  return true;
}

TEST(RandomProjects, plan_to_the_same_bytes_in_any_order_and_to_nothing_after_apply) {
  std::size_t applied = 0;
  for (std::uint64_t seed = 1; seed <= projects && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SimAccount account(SimAccount::unlimited(), seed);
    const auto accept = [](auto id) { return id.has_value(); };
    ASSERT_TRUE(accept(testing::run(
        account.clock,
        account.client.create_ssh_key(
            {}, "foreign-key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvciB0ZXN0cyBvbmx5 x"))));
    ASSERT_TRUE(accept(
        testing::run(account.clock, account.client.create_volume({}, {.name = "shared-volume",
                                                                      .tier = Tier::legacy,
                                                                      .region = "CANADA-1",
                                                                      .type = VolumeType::ssd,
                                                                      .size = Gigabytes{100},
                                                                      .description = {}}))));
    testing::sleep(account.clock, std::chrono::minutes(1));
    simulation::Generator generator(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < edits; ++i) {
      generator.edit();
      if (!live_through(account, generator.text(), random)) {
        // What a hibernated machine forbids: its author wakes it up.
        generator.wake_machines();
        ASSERT_TRUE(live_through(account, generator.text(), random));
      }
      ++applied;
    }
  }
  EXPECT_GE(applied, projects);
}

}  // namespace
}  // namespace muster::scenarios
