#include "diff/gpu_choice.hpp"

#include "diff/live_view.hpp"
#include "diff/stock_book.hpp"
#include "diff/tariff.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

const VirtualMachineSpec* spec_of(const Subject& subject) {
  return subject.desired == nullptr ? nullptr
                                    : std::get_if<VirtualMachineSpec>(&subject.desired->spec);
}

const LiveVirtualMachine* live_of(const Subject& subject) {
  const auto* machine = std::get_if<const LiveVirtualMachine*>(&subject.live);
  return machine == nullptr ? nullptr : *machine;
}

GpuDemand demand_at(const VirtualMachineSpec& spec, std::size_t place) {
  const GpuSpec& gpu = spec.gpu.at(place);
  return {gpu.region.value_or(spec.region), gpu.model, spec.tier, gpu.count};
}

/// From now on the manifest asks for just these.
void settle_on(Draft& draft, Subject& subject, std::size_t place) {
  Resource& resource = draft.chosen.emplace_back(*subject.desired);
  auto& spec = std::get<VirtualMachineSpec>(resource.spec);
  const GpuDemand demand = demand_at(spec, place);
  spec.region = demand.region;
  spec.gpu = {{.model = demand.model, .count = demand.gpus}};
  subject.desired = &resource;
}

bool is_text(const Value* value, const std::string& text) {
  const auto* found = value == nullptr ? nullptr : value->get_if<std::string>();
  return found != nullptr && *found == text;
}

bool is_recorded(const Subject& subject, const GpuDemand& demand) {
  if (subject.recorded == nullptr) return false;
  const Value& applied = subject.recorded->applied;
  const Value* count = applied.at_path("/gpu/count");
  return is_text(applied.find("region"), demand.region) &&
         is_text(applied.at_path("/gpu/model"), demand.model) && count != nullptr &&
         *count == Value(demand.gpus);
}

/// Which of the list the machine has, by what the account shows and else by what was applied.
std::optional<std::size_t> place_had(const Subject& subject) {
  const auto& spec = *spec_of(subject);
  const auto& live = *live_of(subject);
  for (std::size_t i = 0; i < spec.gpu.size(); ++i) {
    const GpuDemand wanted = demand_at(spec, i);
    if (live.region == wanted.region && live.gpu_model == wanted.model &&
        live.gpu_count == wanted.gpus)
      return i;
  }
  for (std::size_t i = 0; i < spec.gpu.size(); ++i)
    if (is_recorded(subject, demand_at(spec, i))) return i;
  if (is_ignored("/spec/gpu", subject.desired->lifecycle.ignore)) return 0;
  return std::nullopt;
}

/// What the machines whose actions are settled take from the stock and bring back to it.
void book(const Subject& subject, StockBook& stock) {
  const auto* live = live_of(subject);
  const auto* spec = spec_of(subject);
  const bool holds = live != nullptr && holds_gpus(*live);
  const bool goes = subject.action == Action::remove || subject.action == Action::replace;
  if (goes && holds) stock.give(demand_of(*live));
  if (spec == nullptr || subject.held || subject.action == Action::forget) return;
  if (!subject.stays()) return stock.take(demand_of(*spec));
  if (!spec->power_state) return;
  const bool hibernates = *spec->power_state == PowerState::hibernated;
  if (hibernates && holds) stock.give(demand_of(*live));
  if (!hibernates && heading_of(*live) == PowerState::hibernated) stock.take(demand_of(*live));
}

/// One machine, before the list of GPUs that would do.
class Chooser {
 public:
  Chooser(Draft& draft, Subject& subject, StockBook& stock)
      : draft_(draft), subject_(subject), spec_(*spec_of(subject)), stock_(stock) {}

  void run() {
    give_back();
    std::optional<std::size_t> maybe;  // in stock, as far as anybody knows
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < spec_.gpu.size() && !found; ++i) {
      const GpuDemand wanted = demand_at(spec_, i);
      if (auto objection = price_objection(i); !objection.empty()) {
        pass_over(wanted, objection);
        continue;
      }
      const auto verdict = stock_.fits(wanted);
      if (verdict == StockVerdict::unknown && !maybe) maybe = i;
      if (verdict == StockVerdict::enough)
        found = i;
      else
        pass_over(wanted, stock_objection(wanted));
    }
    // Those from there on are not passed over after all.
    if (!found && maybe) passed_over_.resize(*maybe);
    conclude(found ? found : maybe);
  }

 private:
  /// What it lets go of before it gets something else.
  void give_back() {
    const auto* live = live_of(subject_);
    const bool first = subject_.desired->lifecycle.replace == Replace::create_first;
    if (live != nullptr && holds_gpus(*live) && !first) stock_.give(demand_of(*live));
  }

  std::string stock_objection(const GpuDemand& wanted) const {
    const auto left = stock_.left(wanted);
    const bool scattered = left && left->count >= wanted.gpus;
    return stock_.words(wanted) + (scattered ? ", but not in one machine" : "");
  }

  std::string price_objection(std::size_t place) const {
    const GpuSpec& gpu = spec_.gpu.at(place);
    if (!gpu.max_hourly) return {};
    const Market& market = draft_.live.state.market;
    const Currency currency = currency_of(market);
    const auto limit = parse_money(*gpu.max_hourly, currency);
    const auto price = market.prices
                           ? market.prices->of_machine(spec_.tier, gpu.model, gpu.count, currency)
                           : std::nullopt;
    if (limit && price && *price <= *limit) return {};
    const std::string above = "its maxHourly of " + *gpu.max_hourly;
    if (!price || !limit) return "its price is not known, so it cannot be held against " + above;
    return format_money(*price) + " per hour are above " + above;
  }

  void pass_over(const GpuDemand& wanted, const std::string& why) {
    passed_over_.push_back(describe(wanted) + ": " + why);
  }

  void conclude(std::optional<std::size_t> place) {
    if (!place) refuse();
    const std::size_t settled = place.value_or(0);
    const GpuDemand taken = demand_at(spec_, settled);
    draft_.stock_shown().choices.push_back({.resource = subject_.key,
                                            .chosen = place ? describe(taken) : "",
                                            .passed_over = std::move(passed_over_)});
    if (place) stock_.take(taken);
    settle_on(draft_, subject_, settled);
  }

  void refuse() {
    draft_.without_gpus.insert(subject_.key);
    std::string message = to_string(subject_.key) + ": none of the GPUs that would do can be had";
    for (std::size_t i = 0; i < passed_over_.size(); ++i)
      message += (i == 0 ? ": " : "; ") + passed_over_[i];
    draft_.lack(subject_, "/spec/gpu", std::move(message),
                "add another choice to `gpu`, or try again later");
  }

  Draft& draft_;
  Subject& subject_;
  const VirtualMachineSpec& spec_;
  StockBook& stock_;
  std::vector<std::string> passed_over_;
};

}  // namespace

bool is_undecided(const Subject& subject) {
  const auto* spec = spec_of(subject);
  return spec != nullptr && (spec->gpu.size() > 1 || spec->gpu.region || spec->gpu.max_hourly);
}

void keep_gpus(Draft& draft) {
  for (auto& subject : draft.subjects) {
    if (!is_undecided(subject) || live_of(subject) == nullptr) continue;
    if (is_going(subject.live) || is_broken(subject.live)) continue;
    if (const auto had = place_had(subject)) settle_on(draft, subject, *had);
  }
}

void choose_gpus(Draft& draft) {
  if (std::ranges::none_of(draft.subjects, is_undecided)) return;
  StockBook stock(draft.live.state.market);
  for (const auto& subject : draft.subjects)
    if (subject.key.kind == Kind::virtual_machine && !is_undecided(subject)) book(subject, stock);
  for (auto& subject : draft.subjects)
    if (is_undecided(subject)) Chooser(draft, subject, stock).run();
}

}  // namespace muster
