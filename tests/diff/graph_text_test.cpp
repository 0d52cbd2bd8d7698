#include "diff/graph_text.hpp"

#include "tests/support/golden.hpp"
#include "tests/support/world_builder.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;

DesiredState varied() {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("setup", script_spec());
  world.want("edge", firewall_spec());
  world.want("root", volume_spec(100));
  world.want("data", volume_spec(500));
  VirtualMachineSpec box = machine_spec();
  box.ssh_keys.push_back(existing<Kind::ssh_key>("bob's key"));
  box.boot = BootSource{.volume = managed<Kind::volume>("root")};
  box.volumes = {managed<Kind::volume>("data"), existing<Kind::volume>("data")};
  box.firewalls = {managed<Kind::firewall>("edge")};
  box.startup_script = managed<Kind::startup_script>("setup");
  world.want("box", box).labels = {{"team", "nlp"}, {"stage", "test"}};
  world.want("other", machine_spec()).labels = {{"team", "vision"}};
  SnapshotScheduleSpec nightly;
  nightly.virtual_machines.match_labels = {{"team", "nlp"}};
  world.want("nightly", nightly);
  PowerScheduleSpec office;
  office.virtual_machines.names = {managed<Kind::virtual_machine>("other")};
  world.want("office", office);
  return world.desired;
}

DesiredState with_existing_key(const std::string& name) {
  TestWorld world;
  VirtualMachineSpec box = machine_spec();
  box.ssh_keys = {existing<Kind::ssh_key>(name)};
  world.want("box", box);
  return world.desired;
}

TEST(GraphText, is_drawn_as_agreed) {
  expect_golden("tests/diff/golden/graph.dot", render_dot(varied()));
}

TEST(GraphText, is_drawn_as_agreed_in_mermaid) {
  expect_golden("tests/diff/golden/graph.mmd", render_mermaid(varied()));
}

TEST(GraphText, of_nothing_is_valid) {
  EXPECT_EQ(render_dot({}), "digraph muster {\n  rankdir=LR;\n  node [shape=box];\n}\n");
  EXPECT_EQ(render_mermaid({}), "flowchart LR\n");
}

TEST(GraphText, names_stay_in_their_quotes) {
  const auto hostile = with_existing_key("a\"] \\ & <b>#35;`\n\x1b[31m; \\");
  const std::string dot =
      R"~("SSHKey/a\"] \\ &amp; <b>#35;`??[31m; \\ (existing)" [style=dashed];)~";
  EXPECT_NE(render_dot(hostile).find(dot), std::string::npos) << render_dot(hostile);
  const std::string mermaid =
      R"~(["SSHKey/a#34;] #92; #38; #60;b#62;#35;35;#96;??[31m; #92; (existing)"]:::existing)~";
  EXPECT_NE(render_mermaid(hostile).find(mermaid), std::string::npos) << render_mermaid(hostile);
}

}  // namespace
}  // namespace muster
