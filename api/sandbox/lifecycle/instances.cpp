#include "api/sandbox/lifecycle/instances.hpp"

#include "api/sandbox/catalogue.hpp"
#include "api/sandbox/lifecycle/firewalls.hpp"
#include "api/sandbox/lifecycle/money.hpp"
#include "api/sandbox/lifecycle/volumes.hpp"
#include "model/result.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace muster::sandbox {
namespace {

struct Transition {
  Action action;
  std::string_view verb;
  std::array<std::string_view, 4> from;
  std::string_view during;
  std::string_view after;
  Duration Durations::* length;
};

constexpr Transition transitions[] = {
    {Action::start, "start", {"SHUTOFF"}, "STARTING", "ACTIVE", &Durations::start},
    {Action::stop, "stop", {"ACTIVE", "ERROR"}, "STOPPING", "SHUTOFF", &Durations::stop},
    {Action::reboot, "reboot", {"ACTIVE", "ERROR"}, "REBOOTING", "ACTIVE", &Durations::reboot},
    {Action::hibernate,
     "hibernate",
     {"ACTIVE"},
     "HIBERNATING",
     "HIBERNATED",
     &Durations::hibernate},
    {Action::restore, "restore", {"HIBERNATED"}, "RESTORING", "ACTIVE", &Durations::restore},
    {Action::remove,
     "delete",
     {"ACTIVE", "SHUTOFF", "HIBERNATED", "ERROR"},
     "DELETING",
     "DELETED",
     &Durations::instance_delete},
};

const Transition& transition_of(Action action) {
  return *std::ranges::find(transitions, action, &Transition::action);
}

void begin(State& state, Instance& instance, const Transition& transition, Timestamp now) {
  enter(state, instance, transition.during, now);
  state.schedule(instance, now, state.options().durations.*transition.length, Event::enter_state,
                 std::string(transition.after));
}

Outcome<void> check_restore(State& state, Instance& instance) {
  if (auto paid = check_credit(state, running_rate(state, instance)); !paid) return paid;
  if (state.take_stock(instance)) return {};
  return refuse(codes::out_of_stock, "No capacity for " + std::to_string(instance.gpu_count) +
                                         " x " + instance.gpu_model + " in " + instance.region);
}

/// Nothing else is changed about an instance while a snapshot of it is taken.
Outcome<void> check_no_snapshot(const Instance& instance) {
  if (instance.status != "SNAPSHOTTING") return {};
  return refuse(codes::invalid_state, "Cannot change the security rules of instance " +
                                          instance.id + " in state " + instance.status);
}

void enter_active(State& state, Instance& instance, Timestamp now) {
  const Durations& durations = state.options().durations;
  state.set_rate(instance, running_rate(state, instance), now);
  instance.hibernated_at.reset();
  if (!instance.private_ip) instance.private_ip = state.new_private_ip();
  if (instance.public_ip_enabled && !instance.public_ip) {
    instance.public_ip = state.new_public_ip();
    instance.public_ip_status = "ATTACHED";
  }
  if (!instance.server_uuid)
    state.schedule(instance, now, durations.server_uuid, Event::set_server_uuid);
  for (const Rule& rule : instance.rules)
    if (rule.status == "PENDING")
      state.schedule(instance, now, durations.rule, Event::finish_rule, rule.id);
  finish_deploy_volumes(state, instance);
  if (state.credit().depleted()) begin(state, instance, transition_of(Action::hibernate), now);
}

void enter_hibernated(State& state, Instance& instance, Timestamp now) {
  const Price price = hibernation_price;
  state.set_rate(instance, hibernation_rate(price.in(state.options().currency)), now);
  state.return_stock(instance);
  instance.hibernated_at = now;
  instance.public_ip.reset();
  if (instance.public_ip_enabled) instance.public_ip_status = "DETACHED";
}

void enter_deleted(State& state, Instance& instance, Timestamp now) {
  state.return_stock(instance);
  release_volumes(state, instance, now);
  forget_instance(state, instance.id);
  instance.public_ip.reset();
  state.retire(instance, now, state.options().durations.deleted_listed);
}

std::string new_uuid(Generator& random) {
  constexpr std::string_view hex = "0123456789abcdef";
  return random.text(8, hex) + "-" + random.text(4, hex) + "-4" + random.text(3, hex) + "-a" +
         random.text(3, hex) + "-" + random.text(12, hex);
}

void set_public_ip(State& state, Instance& instance, bool attach) {
  instance.public_ip_enabled = attach;
  // Hibernated meanwhile: the address comes with the restore.
  const bool up = instance.stable_status != "HIBERNATED";
  instance.public_ip = attach && up ? std::optional(state.new_public_ip()) : std::nullopt;
  instance.public_ip_status = instance.public_ip ? "ATTACHED" : "DETACHED";
}

}  // namespace

Outcome<Instance*> find_instance(State& state, const std::string& id) {
  if (Instance* instance = state.table<Instance>().find(id); instance != nullptr) return instance;
  return refuse(codes::instance_not_found, "Instance " + id + " not found");
}

Outcome<Instance*> act(State& state, const std::string& id, Action action, Timestamp now) {
  MUSTER_TRY(Instance * instance, find_instance(state, id));
  const Transition& transition = transition_of(action);
  if (std::ranges::find(transition.from, std::string_view(instance->status)) ==
      transition.from.end())
    return refuse(codes::invalid_state, "Cannot " + std::string(transition.verb) + " instance " +
                                            id + " in state " + instance->status);
  if (action == Action::restore) MUSTER_CHECK(check_restore(state, *instance));
  begin(state, *instance, transition, now);
  return instance;
}

Outcome<Instance*> toggle_public_ip(State& state, const std::string& id, Timestamp now) {
  MUSTER_TRY(Instance * instance, find_instance(state, id));
  if (instance->tier != "legacy")
    return refuse(codes::unsupported_for_tier, "The public IP cannot be toggled on this tier");
  if (instance->status != "ACTIVE")
    return refuse(codes::invalid_state, "Cannot toggle the public IP in state " + instance->status);
  if (instance->public_ip_status == "ATTACHING" || instance->public_ip_status == "DETACHING")
    return refuse(codes::operation_in_progress, "The public IP is being changed already");
  const bool attach = !instance->public_ip_enabled;
  instance->public_ip_status = attach ? "ATTACHING" : "DETACHING";
  state.schedule(*instance, now, state.options().durations.public_ip, Event::set_public_ip, {},
                 attach ? 1 : 0);
  return instance;
}

Outcome<Rule> add_security_rule(State& state, const std::string& id, const RuleRequest& request,
                                Timestamp now) {
  MUSTER_TRY(Instance * instance, find_instance(state, id));
  if (instance->tier != "legacy")
    return refuse(codes::unsupported_for_tier, "Security rules are not available on this tier");
  MUSTER_CHECK(check_rule(request));
  MUSTER_CHECK(check_no_snapshot(*instance));
  if (!instance->server_uuid)
    return refuse(codes::invalid_state, "Instance " + id + " is not ready for security rules");
  instance->rules.push_back(make_rule(state, request, now));
  Rule rule = instance->rules.back();
  state.schedule(*instance, now, state.options().durations.rule, Event::finish_rule, rule.id);
  return rule;
}

Outcome<Instance*> remove_security_rule(State& state, const std::string& id,
                                        const std::string& rule_id) {
  MUSTER_TRY(Instance * instance, find_instance(state, id));
  MUSTER_CHECK(check_no_snapshot(*instance));
  if (!remove_rule(instance->rules, rule_id))
    return refuse(codes::rule_not_found, "Security rule " + rule_id + " not found");
  state.touch(*instance);
  return instance;
}

void enter(State& state, Instance& instance, std::string_view status, Timestamp now) {
  instance.status = status;
  state.touch(instance);
  if (status == "BUILD") {
    state.schedule(instance, now, state.options().durations.deploy_build, Event::enter_state,
                   "ACTIVE");
    return;
  }
  const bool stable = status == "ACTIVE" || status == "SHUTOFF" || status == "HIBERNATED";
  if (stable) instance.stable_status = status;
  if (status == "ACTIVE") return enter_active(state, instance, now);
  if (status == "SHUTOFF") return state.set_rate(instance, running_rate(state, instance), now);
  if (status == "HIBERNATED") return enter_hibernated(state, instance, now);
  if (status == "DELETED") return enter_deleted(state, instance, now);
  state.set_rate(instance, 0, now);  // documented: no charge in between
}

void on_event(State& state, Instance& instance, const Pending& pending) {
  switch (pending.event) {
    case Event::enter_state:
      return enter(state, instance, pending.subject, pending.due);
    case Event::set_server_uuid:
      instance.server_uuid = new_uuid(state.random());
      return;
    case Event::set_public_ip:
      return set_public_ip(state, instance, pending.number == 1);
    case Event::finish_rule:
      return finish_rule(instance.rules, pending.subject);
    default:
      return;
  }
}

void hibernate_running(State& state, Timestamp now) {
  for (const auto& row : state.table<Instance>().rows())
    if (!row->gone && row->status == "ACTIVE")
      begin(state, *row, transition_of(Action::hibernate), now);
}

bool accepts_firewalls(const Instance& instance) {
  return instance.tier == "legacy" && instance.status == "ACTIVE" && instance.server_uuid;
}

}  // namespace muster::sandbox
