#include "api/sandbox/lifecycle/firewalls.hpp"

#include "api/sandbox/catalogue.hpp"
#include "api/sandbox/lifecycle/instances.hpp"
#include "api/sandbox/lifecycle/names.hpp"
#include "model/result.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

Outcome<Firewall*> find_ready(State& state, const std::string& id) {
  MUSTER_TRY(Firewall * firewall, find_firewall(state, id));
  if (firewall->status != "SUCCESS")
    return refuse(codes::invalid_state, "Firewall " + id + " is in state " + firewall->status);
  return firewall;
}

Attachment* find_attachment(Firewall& firewall, std::string_view instance_id) {
  const auto found = std::ranges::find(firewall.attachments, instance_id, &Attachment::instance_id);
  return found == firewall.attachments.end() ? nullptr : &*found;
}

Outcome<void> check_attach(State& state, Firewall& firewall, const std::string& instance_id) {
  MUSTER_TRY(const Instance* instance, find_instance(state, instance_id));
  if (const Attachment* present = find_attachment(firewall, instance_id); present != nullptr) {
    if (present->status != "DETACHING") return {};
    return refuse(codes::operation_in_progress, "Instance " + instance_id + " is being detached");
  }
  if (instance->tier != "legacy")
    return refuse(codes::unsupported_for_tier, "Firewalls are not available for " + instance_id);
  if (instance->region != firewall.region)
    return refuse(codes::invalid_region,
                  "Instance " + instance_id + " is not in region " + firewall.region);
  if (!accepts_firewalls(*instance))
    return refuse(codes::invalid_state, "Instance " + instance_id +
                                            " must be ACTIVE with a server_uuid; it is " +
                                            instance->status);
  return {};
}

void begin_detach(State& state, Firewall& firewall, Attachment& attachment, Timestamp now) {
  if (attachment.status == "DETACHING") return;
  attachment.status = "DETACHING";
  state.schedule(firewall, now, state.options().durations.firewall_attach, Event::finish_detach,
                 attachment.id);
}

}  // namespace

Outcome<Firewall*> find_firewall(State& state, const std::string& id) {
  if (Firewall* firewall = state.table<Firewall>().find(id); firewall != nullptr) return firewall;
  return refuse(codes::firewall_not_found, "Firewall " + id + " not found");
}

Outcome<Firewall*> create_firewall(State& state, const std::string& name, const std::string& region,
                                   const std::string& description, Timestamp now) {
  MUSTER_CHECK(check_new_name(state.table<Firewall>(), "firewall", name, Spaces::allowed));
  const RegionRow* row = find_region(region);
  if (row == nullptr) return refuse(codes::invalid_region, "Unknown region '" + region + "'");
  if (row->tier != "legacy")
    return refuse(codes::unsupported_for_tier, "Firewalls are not available in " + region);
  const auto live = std::ranges::count_if(state.table<Firewall>().rows(),
                                          [](const auto& firewall) { return !firewall->gone; });
  if (static_cast<std::size_t>(live) >= firewalls_max)
    return refuse(codes::limit_reached, "The maximum of 25 firewalls per account is reached");
  Firewall firewall;
  firewall.id = state.new_id('F');
  firewall.name = name;
  firewall.serial = state.next_serial();
  firewall.created_at = now;
  firewall.status = "CREATING";
  firewall.region = region;
  firewall.description = description;
  Firewall& created = state.table<Firewall>().put(std::move(firewall));
  state.schedule(created, now, state.options().durations.firewall_create, Event::enter_state,
                 "SUCCESS");
  return &created;
}

Outcome<Firewall*> delete_firewall(State& state, const std::string& id, Timestamp now) {
  MUSTER_TRY(Firewall * firewall, find_firewall(state, id));
  if (!firewall->attachments.empty())
    return refuse(codes::resource_in_use, "Firewall " + id + " is attached to " +
                                              firewall->attachments.front().instance_id);
  if (firewall->status != "SUCCESS" && firewall->status != "ERROR")
    return refuse(codes::operation_in_progress,
                  "Firewall " + id + " is in state " + firewall->status);
  firewall->status = "DELETING";
  state.schedule(*firewall, now, state.options().durations.firewall_delete, Event::enter_state,
                 "DELETED");
  return firewall;
}

Outcome<Rule> add_firewall_rule(State& state, const std::string& id, const RuleRequest& request,
                                Timestamp now) {
  MUSTER_TRY(Firewall * firewall, find_ready(state, id));
  MUSTER_CHECK(check_rule(request));
  firewall->rules.push_back(make_rule(state, request, now));
  Rule rule = firewall->rules.back();
  state.schedule(*firewall, now, state.options().durations.rule, Event::finish_rule, rule.id);
  return rule;
}

Outcome<Firewall*> remove_firewall_rule(State& state, const std::string& id,
                                        const std::string& rule_id) {
  MUSTER_TRY(Firewall * firewall, find_ready(state, id));
  if (!remove_rule(firewall->rules, rule_id))
    return refuse(codes::rule_not_found, "Firewall rule " + rule_id + " not found");
  state.touch(*firewall);
  return firewall;
}

Outcome<Firewall*> attach_firewall(State& state, const std::string& id,
                                   const std::vector<std::string>& instance_ids, Timestamp now) {
  MUSTER_TRY(Firewall * firewall, find_ready(state, id));
  for (const std::string& instance_id : instance_ids)
    MUSTER_CHECK(check_attach(state, *firewall, instance_id));
  if (state.options().attach == AttachSemantics::replace)
    for (Attachment& attachment : firewall->attachments)
      if (std::ranges::find(instance_ids, attachment.instance_id) == instance_ids.end())
        begin_detach(state, *firewall, attachment, now);
  for (const std::string& instance_id : instance_ids) {
    if (find_attachment(*firewall, instance_id) != nullptr) continue;
    firewall->attachments.push_back({state.new_id('A'), instance_id, "ATTACHING", now});
    state.schedule(*firewall, now, state.options().durations.firewall_attach, Event::finish_attach,
                   firewall->attachments.back().id);
  }
  return firewall;
}

void forget_instance(State& state, const std::string& instance_id) {
  for (const auto& firewall : state.table<Firewall>().rows()) {
    const auto removed = std::erase_if(firewall->attachments, [&](const Attachment& attachment) {
      return attachment.instance_id == instance_id;
    });
    if (removed != 0) state.touch(*firewall);
  }
}

void on_event(State& state, Firewall& firewall, const Pending& pending) {
  switch (pending.event) {
    case Event::enter_state:
      firewall.status = pending.subject;
      if (firewall.status == "DELETED") state.retire(firewall, pending.due, Duration(0));
      return;
    case Event::finish_rule:
      return finish_rule(firewall.rules, pending.subject);
    case Event::finish_attach:
      for (Attachment& attachment : firewall.attachments)
        if (attachment.id == pending.subject && attachment.status == "ATTACHING")
          attachment.status = "SUCCESS";
      return;
    case Event::finish_detach:
      std::erase_if(firewall.attachments,
                    [&](const Attachment& attachment) { return attachment.id == pending.subject; });
      return;
    default:
      return;
  }
}

}  // namespace muster::sandbox
