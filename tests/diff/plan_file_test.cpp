#include "diff/plan_file.hpp"

#include "diff/plan_value.hpp"
#include "diff/render.hpp"
#include "tests/diff/copies.hpp"
#include "tests/diff/published_prices.hpp"
#include "tests/diff/random_world.hpp"
#include "tests/support/fake_cloud.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::HasSubstr;

constexpr std::uint64_t worlds = 60;

SavedPlan saved(const Plan& plan) {
  return {.plan = plan, .endpoint = "https://barrack.ai/api", .ledger = "l", .made_by = "0.1.0"};
}

TestWorld one_volume() {
  TestWorld world;
  world.want("data", volume_spec());
  return world;
}

std::string refusal(std::string_view text) {
  const auto read = read_plan_file(text);
  return read ? "" : read.error().message();
}

TEST(PlanFile, gives_back_the_plan_that_was_written) {
  for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWorld random(seed);
    random.add_foreign_things();
    for (int round = 0; round < 3; ++round) {
      random.edit_manifests();
      if (round > 0) random.disturb_account();
      const auto& world = random.world;
      const Planned planned = world.plan();
      if (has_errors(planned.diagnostics)) continue;
      const auto text = write_plan_file(saved(planned.plan), world.options.secrets);
      auto read = read_plan_file(text);
      ASSERT_TRUE(read) << read.error().text();
      ASSERT_TRUE(fill_in_texts(*read, world.desired, world.options.secrets));
      EXPECT_EQ(read->plan.hash, planned.plan.hash);
      EXPECT_EQ(render_json(read->plan), render_json(planned.plan));
      EXPECT_EQ(write_plan_file(saved(read->plan), world.options.secrets), text);
      apply_to(random.world, read->plan);
    }
  }
}

void expect_survival(const TestWorld& world) {
  const Planned planned = world.plan();
  ASSERT_FALSE(has_errors(planned.diagnostics)) << all_messages(planned.diagnostics);
  const auto text = write_plan_file(saved(planned.plan), world.options.secrets);
  const auto read = read_plan_file(text);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(render_text(read->plan, {}), render_text(planned.plan, {}));
  EXPECT_EQ(render_json(read->plan), render_json(planned.plan));
  EXPECT_EQ(write_plan_file(saved(read->plan), world.options.secrets), text);
}

TEST(PlanFile, gives_back_what_was_said_of_money_stock_and_copies) {
  TestWorld world = with_image();
  world.live.market.prices = published();
  world.live.market.balance = *parse_money("1000", Currency::usd);
  world.live.market.stock = {{.region = "CANADA-1",
                              .model = "RTX-A6000",
                              .tier = Tier::legacy,
                              .available = Availability{9}}};
  world.want("restored", restored());
  world.want("imaged", imaged());
  VirtualMachineSpec choosy = machine_spec();
  choosy.gpu = {{.model = "H100-PCIe-NVLink-80GB", .count = 1, .max_hourly = "1"},
                {{.model = "RTX-A6000", .count = 2}}};
  world.want("choosy", choosy);
  expect_survival(world);
  world.apply();
  world.live.market.stock->front().available = Availability{0};
  world.options.accept_scarcity = true;
  VirtualMachineSpec asleep = machine_spec();
  asleep.power_state = PowerState::hibernated;
  world.want("box", asleep);
  world.options.override_budget = "agreed";
  expect_survival(world);
}

TEST(PlanFile, holds_no_secret_text) {
  TestWorld world;
  world.want("init", script_spec("#!/bin/sh\nexport TOKEN=hunter2\n"));
  auto machine = machine_spec();
  machine.user_data = SourcedText{.text = "password: hunter2"};
  world.want("alice", key_spec());
  world.want("trainer", machine);
  const auto text = write_plan_file(saved(world.plan().plan), world.options.secrets);
  EXPECT_THAT(text, HasSubstr("trainer"));
  EXPECT_EQ(text.find("hunter2"), std::string::npos);
}

TEST(PlanFile, takes_secret_texts_from_the_manifests) {
  TestWorld world;
  world.want("init", script_spec("echo hello"));
  const auto text = write_plan_file(saved(world.plan().plan), world.options.secrets);
  auto read = read_plan_file(text);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->missing.size(), 1U);
  ASSERT_TRUE(fill_in_texts(*read, world.desired, world.options.secrets));
  EXPECT_EQ(text_of(read->plan.steps.front().operation)->text, "echo hello");
}

TEST(PlanFile, is_stale_when_a_secret_text_is_another_or_gone) {
  TestWorld world;
  world.want("init", script_spec("echo hello"));
  const auto text = write_plan_file(saved(world.plan().plan), world.options.secrets);
  world.want("init", script_spec("echo goodbye"));
  auto read = read_plan_file(text);
  const auto changed = fill_in_texts(*read, world.desired, world.options.secrets);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code(), Errc::stale);
  EXPECT_THAT(changed.error().message(), HasSubstr("StartupScript/init"));
  EXPECT_EQ(changed.error().message().find("goodbye"), std::string::npos);
  world.unwant({Kind::startup_script, "init"});
  EXPECT_FALSE(fill_in_texts(*read, world.desired, world.options.secrets));
}

TEST(PlanFile, cut_short_anywhere_is_refused) {
  const auto world = one_volume();
  const auto text = write_plan_file(saved(world.plan().plan), world.options.secrets);
  for (std::size_t length = 0; length < text.size(); ++length)
    ASSERT_NE(refusal(text.substr(0, length)), "") << length;
  EXPECT_THAT(refusal(text.substr(0, text.size() - 1)), HasSubstr("cut short"));
}

TEST(PlanFile, edited_anywhere_is_refused) {
  const auto world = one_volume();
  const auto text = write_plan_file(saved(world.plan().plan), world.options.secrets);
  const auto body = text.find('\n') + 1;
  for (std::size_t at = body; at < text.size(); ++at) {
    std::string edited = text;
    edited[at] = edited[at] == 'x' ? 'y' : 'x';
    ASSERT_THAT(refusal(edited), HasSubstr("changed after muster saved it")) << at;
  }
  EXPECT_THAT(refusal(text + " "), HasSubstr("changed after muster saved it"));
}

TEST(PlanFile, with_a_forged_checksum_must_still_fit_together) {
  const auto world = one_volume();
  auto plan = world.plan().plan;
  plan.steps.front().needs = {7};
  EXPECT_THAT(refusal(write_plan_file(saved(plan), world.options.secrets)),
              HasSubstr("do not follow one another"));
  plan = world.plan().plan;
  plan.steps.front().deadline = Duration(1);
  EXPECT_THAT(refusal(write_plan_file(saved(plan), world.options.secrets)),
              HasSubstr("its hash does not match"));
}

TEST(PlanFile, of_a_newer_muster_names_it) {
  const auto read =
      read_plan_file("{\"format\":\"muster plan\",\"version\":9,\"muster\":\"9.1.0\"}\n{}\n");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), Errc::unsupported_version);
  EXPECT_THAT(read.error().message(), HasSubstr("9.1.0"));
}

TEST(PlanFile, that_is_something_else_is_refused) {
  for (const char* text : {"", "\n", "{}", "{}\n{}\n", "apiVersion: muster/v1\nkind: Volume\n",
                           "{\"format\":\"other\"}\n{}\n", "\xff\xfe\n"})
    EXPECT_THAT(refusal(text), HasSubstr("not a plan that muster saved")) << text;
}

TEST(PlanFile, a_fingerprint_tells_ledgers_apart_without_their_key) {
  const SecretKey one{"one key"};
  const SecretKey other{"another key"};
  EXPECT_NE(fingerprint(one), fingerprint(other));
  EXPECT_EQ(fingerprint(one), fingerprint(one));
}

}  // namespace
}  // namespace muster
