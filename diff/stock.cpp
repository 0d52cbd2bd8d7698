#include "diff/stock.hpp"

#include "diff/draft.hpp"
#include "diff/scarcity.hpp"
#include "diff/stock_book.hpp"
#include "diff/stock_words.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace muster {
namespace {

/// A step that takes GPUs or gives some back.
struct Movement {
  std::size_t step = 0;
  GpuDemand gpus;
};

/// All that moves from and to one region's stock of one model.
struct Pool {
  std::vector<Movement> takes;
  std::vector<Movement> gives;
};
using Pools = std::map<std::pair<std::string, std::string>, Pool>;

/// A step, and one that it has to wait for besides those it names.
using Waits = std::multimap<std::size_t, std::size_t>;

/// Plays the steps through and watches who holds what.
Pools pools_of(const std::vector<Step>& steps, const LiveIndex& live) {
  Pools pools;
  std::map<std::pair<ResourceKey, std::string>, GpuDemand> held;
  const auto add = [&](std::size_t step, const GpuDemand& gpus, bool takes) {
    Pool& pool = pools[{gpus.region, gpus.model}];
    (takes ? pool.takes : pool.gives).push_back({step, gpus});
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    if (step.resource.kind != Kind::virtual_machine) continue;
    const std::pair thing(step.resource, step.id ? step.id->text : "");
    const auto found = live.machines.by_id(step.id.value_or(RemoteId{}));
    if (found != nullptr && holds_gpus(*found)) held.try_emplace(thing, demand_of(*found));
    if (const auto* made = made_machine(step.operation)) {
      // What a snapshot comes back with is not known when its machine is gone.
      if (!made->gpu.model.empty()) add(i, held[thing] = demand_of(*made), true);
    } else if (std::holds_alternative<RestoreInstance>(step.operation) && found != nullptr) {
      add(i, held[thing] = demand_of(*found), true);
    } else if (std::holds_alternative<HibernateInstance>(step.operation) ||
               std::holds_alternative<DeleteInstance>(step.operation)) {
      const auto holds = held.find(thing);
      if (holds == held.end()) continue;
      add(i, holds->second, false);
      holds->second.gpus = 0;  // what is hibernated and then deleted gives back once
    }
  }
  return pools;
}

/// Whether the step comes after the other by what it needs and waits for.
bool comes_after(const std::vector<Step>& steps, const Waits& waits, std::size_t step,
                 std::size_t other) {
  std::set<std::size_t> seen{step};
  std::vector<std::size_t> open{step};
  const auto visit = [&](std::size_t before) {
    if (seen.insert(before).second) open.push_back(before);
  };
  while (!open.empty() && !seen.contains(other)) {
    const std::size_t next = open.back();
    open.pop_back();
    std::ranges::for_each(steps[next].needs, visit);
    std::ranges::for_each(steps[next].after, visit);
    const auto [first, last] = waits.equal_range(next);
    for (auto each = first; each != last; ++each) visit(each->second);
  }
  return step != other && seen.contains(other);
}

/// Serves all who take from one pool.
class Clerk {
 public:
  /// Unless steps can be made to wait, only what comes before them anyhow counts.
  Clerk(const std::vector<Step>& steps, const StockBook& stock, Pool& pool, bool can_wait)
      : steps_(steps), book_(stock), pool_(pool), can_wait_(can_wait) {
    shortage_.gpus = pool.takes.front().gpus;
    shortage_.use.region = shortage_.gpus.region;
    shortage_.use.model = shortage_.gpus.model;
    const auto free = book_.left(shortage_.gpus);
    unclaimed_ = free ? free->count : 0;
    if (free) shortage_.use.available = format_availability(*free);
  }

  /// Who replaces what it has goes first: those GPUs are its own.
  Shortage run() {
    std::vector<Movement> others;
    for (const auto& take : pool_.takes)
      if (const auto own = own_give(take))
        serve(take, own);
      else
        others.push_back(take);
    for (const auto& take : others) serve(take, std::nullopt);
    return std::move(shortage_);
  }

  /// Who has to wait for whom, so that what is given back is there.
  const Waits& waits() const { return waits_; }

 private:
  using Gives = std::vector<Movement>::iterator;

  std::optional<Gives> own_give(const Movement& take) {
    const auto found = std::ranges::find_if(pool_.gives, [&](const Movement& give) {
      return give.gpus.gpus > 0 && steps_[give.step].resource == steps_[take.step].resource &&
             follows(take.step, give.step);
    });
    return found == pool_.gives.end() ? std::nullopt : std::optional(found);
  }

  bool follows(std::size_t step, std::size_t other) const {
    return comes_after(steps_, waits_, step, other);
  }

  void accept(Gives give) {
    book_.give(give->gpus);
    shortage_.use.given_back += give->gpus.gpus;
    given_.push_back(give->step);
    pool_.gives.erase(give);
  }

  bool may_wait(const Movement& take, const Movement& give) const {
    return follows(take.step, give.step) || (can_wait_ && !follows(give.step, take.step));
  }

  void serve(const Movement& take, std::optional<Gives> own) {
    const std::int64_t from_own = own ? (*own)->gpus.gpus : 0;
    if (own) accept(*own);
    while (book_.fits(take.gpus) == StockVerdict::lacking) {
      const auto more = std::ranges::find_if(
          pool_.gives, [&](const Movement& give) { return may_wait(take, give); });
      if (more == pool_.gives.end()) break;
      accept(more);
    }
    const auto verdict = book_.fits(take.gpus);
    const std::int64_t from_stock = take.gpus.gpus - from_own;
    if (verdict != StockVerdict::unknown && from_stock > std::max<std::int64_t>(unclaimed_, 0))
      wait(take);
    else
      unclaimed_ -= std::max<std::int64_t>(from_stock, 0);
    book_.take(take.gpus);
    shortage_.use.needed += take.gpus.gpus;
    shortage_.use.verdict = std::max(shortage_.use.verdict, verdict);
    if (verdict == StockVerdict::lacking) shortage_.lacking.push_back(take.step);
    if (verdict == StockVerdict::lacking) shortage_.lacking_gpus += take.gpus.gpus;
  }

  /// The stock alone does not do: what was given back has to be there first.
  void wait(const Movement& take) {
    if (!can_wait_) return;
    for (const std::size_t give : given_)
      if (!follows(take.step, give) && !follows(give, take.step)) waits_.emplace(take.step, give);
  }

  const std::vector<Step>& steps_;
  StockBook book_;
  Pool& pool_;
  const bool can_wait_;
  Waits waits_;
  std::int64_t unclaimed_ = 0;      // GPUs of the stock that nobody has taken
  std::vector<std::size_t> given_;  // steps that gave back so far
  Shortage shortage_;
};

std::vector<ResourceKey> resources_of(const std::vector<Step>& steps,
                                      const std::vector<std::size_t>& indices) {
  std::vector<ResourceKey> resources;
  for (const std::size_t index : indices) resources.push_back(steps[index].resource);
  return resources;
}

}  // namespace

void look_for_stock(Draft& draft) {
  look_for_scarcity(draft);
  const StockBook stock(draft.live.state.market);
  Pools pools = pools_of(draft.steps, draft.live);
  for (auto& [place, pool] : pools) {
    if (pool.takes.empty()) continue;
    Clerk clerk(draft.steps, stock, pool, true);
    Shortage found = clerk.run();
    for (const auto& [step, before] : clerk.waits()) draft.steps[step].after.push_back(before);
    draft.stock_shown().uses.push_back(found.use);
    std::erase_if(found.lacking, [&](std::size_t step) {
      return draft.without_gpus.contains(draft.steps[step].resource);
    });
    if (found.lacking.empty()) continue;
    const auto who = resources_of(draft.steps, found.lacking);
    draft.lack(*draft.find(who.front()), "/spec/gpu", describe(found, who, stock),
               "ask for another model or region, give `gpu` as a list of what would do, or try "
               "again later");
    draft.stuck.insert(who.begin(), who.end());
  }
}

PlanStock stock_of(const Plan& plan, const LiveState& live) {
  PlanStock shown;
  const StockBook stock(live.market);
  const LiveIndex index(live);
  Pools pools = pools_of(plan.steps, index);
  for (auto& [place, pool] : pools)
    if (!pool.takes.empty()) shown.uses.push_back(Clerk(plan.steps, stock, pool, false).run().use);
  return shown;
}

std::vector<std::string> shortages_now(const Plan& plan, const LiveState& live) {
  std::vector<std::string> sentences;
  const StockBook stock(live.market);
  const LiveIndex index(live);
  Pools pools = pools_of(plan.steps, index);
  for (auto& [place, pool] : pools) {
    if (pool.takes.empty()) continue;
    const Shortage found = Clerk(plan.steps, stock, pool, false).run();
    if (found.lacking.empty()) continue;
    sentences.push_back(describe(found, resources_of(plan.steps, found.lacking), stock));
  }
  if (!plan.stock) return sentences;
  for (const auto& given_up : plan.stock->given_up) {
    const GpuDemand held{given_up.region, given_up.model, std::nullopt, given_up.gpus};
    if (!given_up.accepted && stock.is_sold_out(held))
      sentences.push_back(to_string(given_up.resource) + ": " + describe(given_up));
  }
  return sentences;
}

}  // namespace muster
