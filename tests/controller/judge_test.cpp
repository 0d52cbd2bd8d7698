#include "controller/execute/judge.hpp"

#include "tests/controller/support/sim_account.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using State = Sight::State;

/// An account with one machine, one volume and one firewall, all well.
LiveState healthy() {
  LiveState live;
  live.virtual_machines = {
      {.id = {"M"}, .name = "m", .state = VmState::active, .status = "ACTIVE", .has_server = true}};
  live.volumes = {{.id = {"V"}, .name = "v", .state = VolumeState::available, .size = {100}}};
  live.firewalls = {{.id = {"F"}, .name = "f", .state = SetupState::ready, .status = "SUCCESS"}};
  live.ssh_keys = {{.id = {"K"}, .name = "k"}};
  live.scripts = {{.id = {"S"}, .name = "s", .content = "old"}};
  live.snapshots = {{.id = {"N"},
                     .name = "n",
                     .state = SetupState::ready,
                     .status = "SUCCESS",
                     .machine = {"M"}}};
  live.images = {{.id = {"I"}, .name = "i", .state = SetupState::ready, .status = "SUCCESS"}};
  return live;
}

struct Case {
  std::string name;
  Operation operation;
  Resolved ids;
  std::function<void(LiveState&)> change;
  State expected;
};

LiveVirtualMachine& machine_in(LiveState& live) {
  return live.virtual_machines[0];
}

DeployInstance deploy_with_everything() {
  DeployInstance deploy{.name = "m"};
  deploy.spec.public_ip = true;
  deploy.spec.security_rules = {rule(22)};
  return deploy;
}

void ready_machine(LiveState& live) {
  machine_in(live).public_ip = "198.51.100.1";
  machine_in(live).rules = {{.id = {"R"}, .rule = rule(22)}};
}

std::function<void(LiveState&)> in_state(VmState state) {
  return [state](LiveState& live) { machine_in(live).state = state; };
}

class Judge : public ::testing::TestWithParam<Case> {};

TEST_P(Judge, tells_how_far_the_account_is) {
  LiveState live = healthy();
  if (GetParam().change) GetParam().change(live);
  const Sight sight = judge(GetParam().operation, GetParam().ids, live);
  EXPECT_EQ(sight.state, GetParam().expected) << sight.seen;
  EXPECT_FALSE(sight.seen.empty());
}

std::vector<Case> machine_cases() {
  const Resolved m{.id = {"M"}};
  const Resolved none{.id = {"other"}};
  std::vector<Case> cases{
      {"deploy_not_listed", DeployInstance{}, none, nullptr, State::absent},
      {"deploy_creating", DeployInstance{}, m, in_state(VmState::creating), State::moving},
      {"deploy_error", DeployInstance{}, m, in_state(VmState::error), State::failed},
      {"deploy_active", DeployInstance{}, m, nullptr, State::settled},
      {"deploy_without_server", DeployInstance{}, m,
       [](LiveState& live) { machine_in(live).has_server = false; }, State::moving},
      {"deploy_lacks_address", deploy_with_everything(), m,
       [](LiveState& live) {
         ready_machine(live);
         machine_in(live).public_ip.reset();
       },
       State::moving},
      {"deploy_lacks_rules", deploy_with_everything(), m,
       [](LiveState& live) {
         ready_machine(live);
         machine_in(live).rules.clear();
       },
       State::moving},
      {"deploy_rule_failed", deploy_with_everything(), m,
       [](LiveState& live) {
         ready_machine(live);
         machine_in(live).rules[0].state = SetupState::error;
       },
       State::failed},
      {"deploy_complete", deploy_with_everything(), m, ready_machine, State::settled},
      {"start_stopped", StartInstance{}, m, in_state(VmState::stopped), State::unchanged},
      {"start_starting", StartInstance{}, m, in_state(VmState::starting), State::moving},
      {"start_done", StartInstance{}, m, nullptr, State::settled},
      {"stop_running", StopInstance{}, m, nullptr, State::unchanged},
      {"stop_stopping", StopInstance{}, m, in_state(VmState::stopping), State::moving},
      {"stop_in_error", StopInstance{}, m, in_state(VmState::error), State::unchanged},
      {"hibernate_on_the_way", HibernateInstance{}, m, in_state(VmState::hibernating),
       State::moving},
      {"hibernate_done", HibernateInstance{}, m, in_state(VmState::hibernated), State::settled},
      {"restore_failed", RestoreInstance{}, m, in_state(VmState::error), State::failed},
      {"restore_from_hibernated", RestoreInstance{}, m, in_state(VmState::hibernated),
       State::unchanged},
      {"address_wanted", TogglePublicIp{true}, m, nullptr, State::unchanged},
      {"address_coming", TogglePublicIp{true}, m,
       [](LiveState& live) { machine_in(live).public_ip_changing = true; }, State::moving},
      {"address_there", TogglePublicIp{true}, m, ready_machine, State::settled},
      {"address_not_wanted", TogglePublicIp{false}, m, nullptr, State::settled},
      {"delete_running", DeleteInstance{}, m, nullptr, State::unchanged},
      {"delete_on_the_way", DeleteInstance{}, m, in_state(VmState::deleting), State::moving},
      {"delete_done", DeleteInstance{}, none, nullptr, State::absent},
      {"rule_missing", AddInstanceRule{rule(22)}, m, nullptr, State::unchanged},
      {"rule_there", AddInstanceRule{rule(22)}, m, ready_machine, State::settled},
      {"rule_removed", RemoveInstanceRule{{"R"}, rule(22)}, m, nullptr, State::settled},
      {"rule_not_removed", RemoveInstanceRule{{"R"}, rule(22)}, m, ready_machine, State::unchanged},
  };
  return cases;
}

std::vector<Case> other_cases() {
  const Resolved m_v{.id = {"M"}, .targets = {{"V"}}};
  const Resolved f{.id = {"F"}};
  const Resolved f_m{.id = {"F"}, .targets = {{"M"}}};
  const Resolved v{.id = {"V"}};
  const auto attached = [](LiveState& live) {
    live.volumes[0].state = VolumeState::attached;
    live.volumes[0].attached_to = {{"M"}};
  };
  const auto member = [](SetupState state) {
    return [state](LiveState& live) {
      live.firewalls[0].members = {{.machine = {"M"}, .state = state}};
    };
  };
  const auto volume_in = [](VolumeState state) {
    return [state](LiveState& live) { live.volumes[0].state = state; };
  };
  return {
      {"attach_not_yet", AttachVolumes{}, m_v, nullptr, State::unchanged},
      {"attach_on_the_way", AttachVolumes{}, m_v, volume_in(VolumeState::attaching), State::moving},
      {"attach_done", AttachVolumes{}, m_v, attached, State::settled},
      {"attach_failed", AttachVolumes{}, m_v, volume_in(VolumeState::error), State::failed},
      {"detach_not_yet", DetachVolumes{}, m_v, attached, State::unchanged},
      {"detach_done", DetachVolumes{}, m_v, nullptr, State::settled},
      {"firewall_new", CreateFirewall{}, f,
       [](LiveState& live) { live.firewalls[0].state = SetupState::pending; }, State::moving},
      {"firewall_ready", CreateFirewall{}, f, nullptr, State::settled},
      {"firewall_failed", CreateFirewall{}, f,
       [](LiveState& live) { live.firewalls[0].state = SetupState::error; }, State::failed},
      {"firewall_rule_pending", AddFirewallRule{rule(22)}, f,
       [](LiveState& live) {
         live.firewalls[0].rules = {{.id = {"R"}, .rule = rule(22), .state = SetupState::pending}};
       },
       State::moving},
      {"members_missing", SetFirewallMembers{}, f_m, nullptr, State::unchanged},
      {"members_pending", SetFirewallMembers{}, f_m, member(SetupState::pending), State::moving},
      {"members_equal", SetFirewallMembers{}, f_m, member(SetupState::ready), State::settled},
      {"members_failed", SetFirewallMembers{}, f_m, member(SetupState::error), State::failed},
      {"members_not_detached", SetFirewallMembers{}, f, member(SetupState::ready),
       State::unchanged},
      {"members_none", SetFirewallMembers{}, f, nullptr, State::settled},
      {"volume_creating", CreateVolume{}, v, volume_in(VolumeState::creating), State::moving},
      {"volume_failed", CreateVolume{}, v, volume_in(VolumeState::error), State::failed},
      {"volume_there", CreateVolume{}, v, nullptr, State::settled},
      {"volume_small", ResizeVolume{{100}, {200}}, v, nullptr, State::unchanged},
      {"volume_grown", ResizeVolume{{50}, {100}}, v, nullptr, State::settled},
      {"volume_deleting", DeleteVolume{}, v, volume_in(VolumeState::deleting), State::moving},
      {"volume_gone", DeleteVolume{}, f, nullptr, State::absent},
      {"key_there", CreateSshKey{}, {.id = {"K"}}, nullptr, State::settled},
      {"key_gone", DeleteSshKey{}, f, nullptr, State::absent},
      {"script_old", UpdateScript{{.text = "new"}}, {.id = {"S"}}, nullptr, State::unchanged},
      {"script_new", UpdateScript{{.text = "old"}}, {.id = {"S"}}, nullptr, State::settled},
      {"script_not_shown",
       UpdateScript{{.text = "new"}},
       {.id = {"S"}},
       [](LiveState& live) { live.scripts[0].content.clear(); },
       State::hidden},
  };
}

std::vector<Case> copy_cases() {
  const Resolved n{.id = {"N"}, .source = RemoteId{"M"}};
  const Resolved i{.id = {"I"}, .source = RemoteId{"N"}};
  const Resolved m{.id = {"M"}, .source = RemoteId{"N"}};
  const Resolved none{.id = {"other"}};
  const auto snapshot_in = [](SetupState state) {
    return [state](LiveState& live) { live.snapshots[0].state = state; };
  };
  const auto with_gpus = [](std::int64_t count) {
    return [count](LiveState& live) {
      machine_in(live).gpu_model = "L40";
      machine_in(live).gpu_count = count;
    };
  };
  RestoreSnapshot restore;
  restore.spec.gpu = {{.model = "L40", .count = 1}};
  return {
      {"snapshot_not_listed", CreateSnapshot{}, none, nullptr, State::absent},
      {"snapshot_under_way", CreateSnapshot{}, n, snapshot_in(SetupState::pending), State::moving},
      {"snapshot_failed", CreateSnapshot{}, n, snapshot_in(SetupState::error), State::failed},
      {"snapshot_done", CreateSnapshot{}, n, nullptr, State::settled},
      {"snapshot_done_and_machine_not_back", CreateSnapshot{}, n, in_state(VmState::snapshotting),
       State::moving},
      {"snapshot_done_and_machine_gone", CreateSnapshot{}, n,
       [](LiveState& live) { live.virtual_machines.clear(); }, State::settled},
      {"snapshot_there", DeleteSnapshot{}, n, nullptr, State::unchanged},
      {"snapshot_gone", DeleteSnapshot{}, none, nullptr, State::absent},
      {"image_under_way", CreateImage{}, i,
       [](LiveState& live) { live.images[0].state = SetupState::pending; }, State::moving},
      {"image_without_a_state", CreateImage{}, i,
       [](LiveState& live) {
         live.images[0].state = SetupState::unknown;
         live.images[0].status.clear();
       },
       State::settled},
      {"image_there", DeleteImage{}, i, nullptr, State::unchanged},
      {"restored", restore, m, with_gpus(1), State::settled},
      {"restored_with_other_hardware", restore, m, with_gpus(2), State::failed},
      {"restoring", restore, m, in_state(VmState::restoring), State::moving},
  };
}

std::string name_of_case(const ::testing::TestParamInfo<Case>& info) {
  return info.param.name;
}
INSTANTIATE_TEST_SUITE_P(Machines, Judge, ::testing::ValuesIn(machine_cases()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Copies, Judge, ::testing::ValuesIn(copy_cases()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Others, Judge, ::testing::ValuesIn(other_cases()), name_of_case);

TEST(JudgeRest, a_machine_rests_when_nothing_is_going_on) {
  LiveState live = healthy();
  EXPECT_EQ(judge_rest({"M"}, live).state, State::settled);
  machine_in(live).public_ip_changing = true;
  EXPECT_EQ(judge_rest({"M"}, live).state, State::moving);
  machine_in(live).public_ip_changing = false;
  machine_in(live).state = VmState::stopping;
  EXPECT_EQ(judge_rest({"M"}, live).state, State::moving);
  EXPECT_EQ(judge_rest({"other"}, live).state, State::absent);
}

TEST(JudgeSource, a_snapshot_is_taken_of_a_machine_that_runs) {
  LiveState live = healthy();
  const auto state = [&] { return judge_source(Kind::virtual_machine, {"M"}, live).state; };
  EXPECT_EQ(state(), State::settled);
  machine_in(live).has_server = false;
  EXPECT_EQ(state(), State::moving);
  machine_in(live).state = VmState::snapshotting;
  EXPECT_EQ(state(), State::moving) << "one at a time";
  machine_in(live).state = VmState::stopped;
  EXPECT_EQ(state(), State::failed);
  live.virtual_machines.clear();
  EXPECT_EQ(state(), State::absent);
}

TEST(JudgeSource, machines_are_made_from_finished_copies) {
  LiveState live = healthy();
  EXPECT_EQ(judge_source(Kind::snapshot, {"N"}, live).state, State::settled);
  EXPECT_EQ(judge_source(Kind::custom_image, {"I"}, live).state, State::settled);
  live.snapshots[0].state = SetupState::pending;
  EXPECT_EQ(judge_source(Kind::snapshot, {"N"}, live).state, State::moving);
  EXPECT_EQ(judge_finished({"N"}, live).state, State::moving);
  live.snapshots[0].state = SetupState::error;
  EXPECT_EQ(judge_source(Kind::snapshot, {"N"}, live).state, State::failed);
  EXPECT_EQ(judge_finished({"N"}, live).state, State::settled) << "it can be deleted";
}

TEST(JudgeSource, a_clone_is_made_of_a_volume_that_is_there) {
  LiveState live = healthy();
  const RemoteId id = live.volumes[0].id;
  EXPECT_EQ(judge_source(Kind::volume, id, live).state, State::settled);
  live.volumes[0].state = VolumeState::creating;
  EXPECT_EQ(judge_source(Kind::volume, id, live).state, State::moving);
  live.volumes.clear();
  EXPECT_EQ(judge_source(Kind::volume, id, live).state, State::absent);
}

TEST(JudgeAttachable, waits_for_machines_that_become_active_with_a_server) {
  LiveState live = healthy();
  EXPECT_EQ(judge_attachable({{"M"}}, live).state, State::settled);
  machine_in(live).has_server = false;
  EXPECT_EQ(judge_attachable({{"M"}}, live).state, State::moving);
  machine_in(live).state = VmState::creating;
  EXPECT_EQ(judge_attachable({{"M"}}, live).state, State::moving);
  machine_in(live).state = VmState::stopped;
  EXPECT_EQ(judge_attachable({{"M"}}, live).state, State::settled);
}

}  // namespace
}  // namespace muster::testing
