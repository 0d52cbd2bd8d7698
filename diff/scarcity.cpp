#include "diff/scarcity.hpp"

#include "diff/stock_book.hpp"

#include <algorithm>

namespace muster {
namespace {

/// The default is nobody's decision.
bool allows_replacement(const Resource& resource) {
  return resource.lifecycle.replace == Replace::allow &&
         resource.field_positions.find("/spec/lifecycle/replace") != nullptr;
}

bool hibernates(const Draft& draft, const Subject& subject) {
  return std::ranges::any_of(subject.steps, [&](std::size_t index) {
    const Step& step = draft.steps[index];
    return std::holds_alternative<HibernateInstance>(step.operation) && step.id == subject.id();
  });
}

void look_at(Draft& draft, Subject& subject, const StockBook& stock) {
  const auto* machine = std::get_if<const LiveVirtualMachine*>(&subject.live);
  if (machine == nullptr || subject.desired == nullptr || !holds_gpus(**machine)) return;
  const bool replaced = subject.action == Action::replace;
  if (!replaced && !hibernates(draft, subject)) return;
  const GpuDemand held = demand_of(**machine);
  GpuGivenUp given_up{.resource = subject.key,
                      .region = held.region,
                      .model = held.model,
                      .gpus = held.gpus,
                      .hibernates = !replaced,
                      .scarce = stock.is_sold_out(held),
                      .accepted = draft.options.accept_scarcity ||
                                  (replaced && allows_replacement(*subject.desired))};
  if (given_up.scarce) {
    subject.warnings.push_back(describe(given_up));
    if (!given_up.accepted)
      draft.lack(subject, replaced ? "/spec/lifecycle/replace" : "/spec/powerState",
                 to_string(subject.key) + ": " + describe(given_up),
                 std::string("wait until there is stock again, or accept it with "
                             "--accept-scarcity") +
                     (replaced ? " or by writing lifecycle.replace: allow" : ""));
  }
  draft.stock_shown().given_up.push_back(std::move(given_up));
}

}  // namespace

std::string describe(const GpuGivenUp& given_up) {
  const GpuDemand held{given_up.region, given_up.model, std::nullopt, given_up.gpus};
  return std::string(given_up.hibernates ? "hibernating" : "replacing") + " it gives up " +
         describe(held) + ", of which none is left: " +
         (given_up.hibernates ? "restoring it may fail" : "they may not be had again");
}

void look_for_scarcity(Draft& draft) {
  const StockBook stock(draft.live.state.market);
  for (auto& subject : draft.subjects)
    if (subject.key.kind == Kind::virtual_machine) look_at(draft, subject, stock);
}

}  // namespace muster
