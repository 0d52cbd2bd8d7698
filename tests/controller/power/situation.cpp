#include "tests/controller/power/situation.hpp"

#include "tests/support/fake_cloud.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace muster::testing {

Timestamp at(const char* text) {
  return *parse_timestamp(text);
}

Situation::Situation() : now(at("2026-01-15T12:00:00Z")) {
  want("alice", key_spec());
  apply();
}

VirtualMachineSpec& Situation::have(const std::string& name, Timestamp since,
                                    VirtualMachineSpec spec) {
  want(name, std::move(spec));
  apply();
  recorded.resources.edit().at({Kind::virtual_machine, name}).created_at = since;
  return spec_of(name);
}

VirtualMachineSpec& Situation::spec_of(const std::string& machine) {
  return std::get<VirtualMachineSpec>(wanted({Kind::virtual_machine, machine}).spec);
}

void Situation::set_state(const std::string& name, VmState state) {
  machine(name).state = state;
}

void Situation::set_money(const char* balance) {
  PriceList prices;
  for (const char* model : {"RTX-A6000", "H100"})
    prices.gpus.push_back(
        {Tier::legacy, model, {{Currency::usd, *parse_money("0.5", Currency::usd)}}, 8});
  prices.hibernated_machine = {{Currency::usd, *parse_money("0.01", Currency::usd)}};
  live.market.prices = std::move(prices);
  live.market.balance = parse_money(balance, Currency::usd);
}

Scheduled Situation::scheduled(ScheduleMode mode) const {
  Scheduled result{.desired = desired, .notes = {}, .wake_at = {}};
  const ScheduleView view{desired, live, recorded, facts, now, mode};
  apply_leases(result, view);
  std::ranges::sort(result.desired.resources, {}, &Resource::key);
  apply_power(result, view);
  return result;
}

Plan Situation::scheduled_plan(ScheduleMode mode) const {
  const auto planned = make_plan(scheduled(mode).desired, live, recorded, options);
  EXPECT_TRUE(planned.may_be_performed())
      << all_messages(planned.diagnostics) << all_messages(planned.shortages);
  return planned.plan;
}

void Situation::carry_out() {
  for (const auto& complaint : apply_to(*this, scheduled_plan())) ADD_FAILURE() << complaint;
}

std::optional<PowerState> power_in(const Scheduled& scheduled, const std::string& machine) {
  const auto* found = scheduled.desired.find({Kind::virtual_machine, machine});
  EXPECT_NE(found, nullptr) << machine << " is not wanted";
  if (found == nullptr) return std::nullopt;
  return std::get<VirtualMachineSpec>(found->spec).power_state;
}

std::vector<std::string> calls_of(const Plan& plan) {
  auto lines = programme(plan);
  std::erase_if(lines, [](const std::string& line) { return line.starts_with("remember "); });
  return lines;
}

std::vector<std::string> reasons_of(const Scheduled& scheduled) {
  std::vector<std::string> lines;
  for (const auto& note : scheduled.notes) lines.push_back(to_string(note.key) + " " + note.reason);
  std::ranges::sort(lines);
  return lines;
}

}  // namespace muster::testing
