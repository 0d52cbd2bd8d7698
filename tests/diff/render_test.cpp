#include "diff/render.hpp"

#include "diff/plan_words.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/world_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// One plan with a bit of everything: additions, a replacement, drift, a deletion, notes.
Plan varied_plan() {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("setup", script_spec("echo one"));
  world.want("edge", firewall_spec({rule("10.0.0.0/8")}));
  world.want("data", volume_spec(500));
  world.want("old", volume_spec(200));
  VirtualMachineSpec box = machine_spec();
  box.volumes = {managed<Kind::volume>("data")};
  box.firewalls = {managed<Kind::firewall>("edge")};
  world.want("box", box);
  world.apply();

  world.firewall("edge").rules.clear();
  world.want("setup", script_spec("echo two, with a password: hunter2"));
  world.want("data", volume_spec(800));
  world.unwant({Kind::volume, "old"});
  box.power_state = PowerState::hibernated;
  world.want("box", box);
  VirtualMachineSpec fresh = machine_spec();
  fresh.user_data = SourcedText{.text = "token=hunter2"};
  fresh.public_ip = true;
  fresh.security_rules = {rule("203.0.113.0/24")};
  world.want("fresh", fresh);
  world.want("nightly", SnapshotScheduleSpec{});
  return world.plan().plan;
}

TEST(RenderText, is_as_agreed) {
  expect_golden("tests/diff/golden/varied.txt", render_text(varied_plan(), {}));
}

TEST(RenderJson, is_as_agreed) {
  expect_golden("tests/diff/golden/varied.json", render_json(varied_plan()));
}

TEST(RenderMarkdown, is_as_agreed) {
  const CommentFrame frame{
      .project = "shop",
      .environment = "staging",
      .problems = {{.position = {"limits.yaml", 5, 14},
                    .message = "Budget/limits: maxDeletes: 2 things would be destroyed, and the "
                               "limit is 1",
                    .hint = "change the plan or the limit, or give --override-budget REASON"},
                   {.severity = Severity::warning, .message = "something else is odd"}}};
  expect_golden("tests/diff/golden/varied.md", render_markdown(varied_plan(), frame));
}

TEST(RenderText, says_that_nothing_changes) {
  EXPECT_EQ(render_text({}, {}), "No changes. The account is as the manifests say.\n");
  Plan waiting;
  waiting.notes = {"VirtualMachine/a: the change of /spec/publicIp waits"};
  EXPECT_THAT(render_text(waiting, {}), StartsWith("No changes.\nNote: "));
  EXPECT_THAT(render_markdown(waiting, {}), HasSubstr("\n**No changes.**\n"));
}

TEST(RenderText, colour_only_adds) {
  const Plan plan = varied_plan();
  std::string text = render_text(plan, {.color = true});
  for (auto at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b'))
    text.erase(at, text.find('m', at) - at + 1);
  EXPECT_EQ(text, render_text(plan, {}));
}

TEST(Renderings, show_no_secret) {
  const Plan plan = varied_plan();
  for (const auto& text : {render_text(plan, {}), render_text(plan, {.color = true}),
                           render_json(plan), render_markdown(plan, {})})
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  for (const auto& step : plan.steps)
    EXPECT_THAT(describe(step.operation), Not(HasSubstr("hunter2")));
}

TEST(RenderText, lets_nothing_from_manifests_move_the_cursor) {
  TestWorld world;
  VolumeSpec spec = volume_spec();
  spec.description = "a\u202Eb\u2067c\u009B2Jd\u200B \u00E9 \u2014 \u200D";
  world.want("v", spec);
  EXPECT_THAT(render_text(world.plan().plan, {}), HasSubstr("\"a?b?c?2Jd? \u00E9 \u2014 \u200D\""));
  // An escape, what is no UTF-8, and a mark that nobody sees.
  EXPECT_EQ(printable("\x1B[2J\xC3(\xE2\x82 \uFEFF."), "?[2J?(?? ?.");
}

TEST(RenderJson, is_one_document) {
  const auto json = nlohmann::json::parse(render_json(varied_plan()), nullptr, false);
  ASSERT_FALSE(json.is_discarded());
  EXPECT_EQ(json["format_version"], "1.0");
  EXPECT_EQ(json["plan_hash"], varied_plan().hash);
}

}  // namespace
}  // namespace muster
