#include "controller/execute/settle.hpp"

#include "api/net/timeout.hpp"
#include "controller/execute/look.hpp"

#include <algorithm>

namespace muster {
namespace {

/// A list that lags may show a thing again: gone means two looks in a row, this far apart.
constexpr Duration gone_gap = std::chrono::seconds(2);
/// A thing that was seen and then is missing for so long, in three looks or more, has vanished.
constexpr Duration vanished_gap = std::chrono::seconds(10);
constexpr int vanished_looks = 3;
/// Of one list call with its repetitions, so that a hanging server does not hang the poller.
constexpr Duration list_limit = std::chrono::minutes(2);
constexpr int interval_growth_max = 5;
/// Between two looks passes at least so many times what the first one took.
constexpr int look_share = 4;
/// A wait without a deadline of its own ends all the same.
constexpr Duration wait_max = std::chrono::days(7);

bool ends_every_wait(Errc code) {
  return code == Errc::unauthorized || code == Errc::forbidden || code == Errc::tls_failed ||
         code == Errc::internal;
}

}  // namespace

struct Settler::Waiter {
  const Wait& wait;
  net::TimePoint since;
  net::Gate done;
  std::optional<Result<void>> result;
  std::string seen;
  bool was_there = false;
  int absences = 0;
  net::TimePoint absent_since{};

  void end(Result<void> with) {
    if (!result) result.emplace(std::move(with));
    done.open();
  }
  bool judge(const LiveState& view, net::TimePoint now);
  void judge_absence(net::TimePoint now);
};

struct Settler::Watch {
  bool polling = false;
  net::TimePoint asked_at{};  // of the latest list that came
  bool has_list = false;
  net::TimePoint next_look{};
  Duration interval{0};
  bool in_hurry = false;
  net::Event wake;
  std::string trouble;  // why the last list did not come
};

/// True when something changed since the last look.
bool Settler::Waiter::judge(const LiveState& view, net::TimePoint now) {
  Sight sight = wait.judge(view);
  const bool moved = sight.seen != seen;
  seen = std::move(sight.seen);
  if (moved && wait.on_seen) wait.on_seen(seen);
  if (sight.state == Sight::State::absent) {
    judge_absence(now);
    return moved;
  }
  was_there = true;
  absences = 0;
  if (sight.state == Sight::State::settled || sight.state == Sight::State::hidden) end({});
  if (sight.state == Sight::State::failed) end(fail(Errc::rejected, "failed: " + seen));
  return moved;
}

void Settler::Waiter::judge_absence(net::TimePoint now) {
  if (absences++ == 0) absent_since = now;
  if (wait.for_absence) {
    if (absences >= 2 && now - absent_since >= gone_gap) end({});
  } else if (was_there && absences >= vanished_looks && now - absent_since >= vanished_gap) {
    end(fail(Errc::not_found, "it was there and has vanished from the account"));
  }
}

/// Takes a waiter out again, however its wait ends.
struct Settler::Removal {
  ~Removal() { settler.remove(waiter); }
  Settler& settler;
  Waiter& waiter;
};

Settler::Settler(api::Client& client, net::Clock& clock, net::TaskGroup& group,
                 Duration poll_interval)
    : client_(client), clock_(clock), group_(group), poll_interval_(poll_interval) {}

Settler::~Settler() = default;

Settler::Watch& Settler::watch(Kind kind) {
  auto& watch = watches_[kind];
  if (!watch) watch = std::make_unique<Watch>();
  return *watch;
}

/// Somebody new waits: pollers look at their plans again, and start where there is none.
void Settler::add(Waiter& waiter) {
  waiters_.push_back(&waiter);
  const Duration patience = waiter.wait.urgent ? Duration::zero() : this->patience();
  for (const Kind kind : waiter.wait.kinds) {
    Watch& of = watch(kind);
    of.interval = poll_interval_;
    if (!of.polling) of.next_look = waiter.since + patience;
    of.next_look = std::min(of.next_look, waiter.since + patience);
    of.wake.notify();
    if (of.polling) continue;
    of.polling = true;
    group_.spawn(poll(kind));
  }
}

void Settler::remove(Waiter& waiter) {
  std::erase(waiters_, &waiter);
  for (const Kind kind : waiter.wait.kinds) watch(kind).wake.notify();
}

Task<Result<void>> Settler::settle(net::Context context, Wait wait) {
  Waiter waiter{.wait = wait, .since = clock_.now()};
  if (context.stop_requested()) co_return fail(Errc::cancelled, "interrupted while waiting");
  const net::StopListener listener(
      context, [&] { waiter.end(fail(Errc::cancelled, "interrupted while waiting")); });
  add(waiter);
  const Removal removal{*this, waiter};
  const Duration left =
      std::clamp(context.deadline() - clock_.now(), Duration::zero(), Duration(wait_max));
  co_await net::ends_within(clock_, waiter.done.wait(), left);
  if (waiter.result) co_return *std::move(waiter.result);
  std::string last = waiter.seen.empty() ? "nothing was seen of it" : waiter.seen;
  for (const Kind kind : wait.kinds)
    if (!watch(kind).trouble.empty()) last += "; " + watch(kind).trouble;
  co_return fail(Errc::timed_out, "not finished in time: " + last +
                                      "; look at it in the account, then run apply again");
}

Task<Result<const LiveState*>> Settler::look(net::Context context, Kind kind) {
  Wait wait{.kinds = {kind},
            .judge = [](const LiveState&) { return Sight{Sight::State::settled, "listed"}; },
            .urgent = true};
  MUSTER_CO_CHECK(co_await settle(context, std::move(wait)));
  co_return &view_;
}

/// Whether somebody waits for a list that is younger than the latest.
bool Settler::has_unseen(Kind kind) const {
  const auto& of = *watches_.at(kind);
  return std::ranges::any_of(waiters_, [&](const Waiter* waiter) {
    return !waiter->result && (!of.has_list || waiter->since > of.asked_at) &&
           std::ranges::find(waiter->wait.kinds, kind) != waiter->wait.kinds.end();
  });
}

void Settler::hurry() {
  for (auto& [kind, watch] : watches_) {
    if (!watch->polling || watch->in_hurry || !has_unseen(kind)) continue;
    watch->in_hurry = true;
    watch->next_look = std::min(watch->next_look, clock_.now() + patience());
    watch->wake.notify();
  }
}

bool Settler::is_recent(Kind kind, Duration age) const {
  const auto found = watches_.find(kind);
  return found != watches_.end() && found->second->has_list &&
         clock_.now() - found->second->asked_at < age;
}

bool Settler::is_current(const Waiter& waiter) const {
  return std::ranges::all_of(waiter.wait.kinds, [&](Kind kind) {
    const auto found = watches_.find(kind);
    return found != watches_.end() && found->second->has_list &&
           found->second->asked_at >= waiter.since;
  });
}

/// True when the waiter's sight changed.
bool Settler::offer(Waiter& waiter, Kind kind) {
  if (waiter.result || std::ranges::find(waiter.wait.kinds, kind) == waiter.wait.kinds.end())
    return false;
  return is_current(waiter) && waiter.judge(view_, clock_.now());
}

/// True when anything changed for anybody.
bool Settler::take(Watch& of, Result<LiveState> fresh, net::TimePoint asked_at) {
  const Kind kind = fresh->observed.front();
  of.trouble.clear();
  of.asked_at = asked_at;
  of.has_list = true;
  replace_lists(view_, *std::move(fresh));
  bool moved = false;
  for (Waiter* waiter : waiters_) moved = offer(*waiter, kind) || moved;
  return moved;
}

Task<void> Settler::poll(Kind kind) {
  Watch& of = watch(kind);
  const auto concerns = [kind](const Waiter* waiter) {
    return !waiter->result &&
           std::ranges::find(waiter->wait.kinds, kind) != waiter->wait.kinds.end();
  };
  of.interval = poll_interval_;
  while (std::ranges::any_of(waiters_, concerns)) {
    const auto now = clock_.now();
    if (now < of.next_look) {
      co_await net::ends_within(clock_, of.wake.wait(), of.next_look - now);
      continue;
    }
    // Not the waiters' contexts: one of them ending must not end the look of the others.
    auto fresh = co_await list_kind(net::Context().within(clock_, list_limit), client_, kind);
    bool moved = false;
    if (fresh) {
      moved = take(of, std::move(fresh), now);
    } else {
      of.trouble = "the last look failed: " + fresh.error().message();
      const bool final = ends_every_wait(fresh.error().code());
      for (Waiter* waiter : waiters_)
        if (concerns(waiter) && waiter->since <= now && (final || waiter->wait.urgent))
          waiter->end(fail(fresh.error()));
    }
    of.interval =
        moved ? poll_interval_
              : std::min(of.interval + of.interval / 2, poll_interval_ * interval_growth_max);
    // A long list is looked at so rarely that there is time for other things.
    const auto took = std::chrono::duration_cast<Duration>(clock_.now() - now);
    of.in_hurry = of.in_hurry && has_unseen(kind);
    of.next_look =
        clock_.now() + (of.in_hurry ? patience() : std::max(of.interval, took * look_share));
  }
  of.polling = false;
}

}  // namespace muster
