#include "tests/simulation/days.hpp"

#include "api/net/timeout.hpp"
#include "manifests/loader.hpp"
#include "tests/simulation/days_generator.hpp"
#include "tests/simulation/hand.hpp"
#include "tests/simulation/process.hpp"
#include "tests/support/fake_source.hpp"

#include <algorithm>

namespace muster::simulation {
namespace {

using namespace std::chrono_literals;

constexpr Duration month = std::chrono::days(30);
/// Long enough for back-offs, held plans and leases to come to their end.
constexpr Duration calm = std::chrono::days(2);

/// Where attaching only adds, nothing leaves a firewall: a machine that changes walls never comes
/// to rest.
Settings settings(std::uint64_t seed) {
  Settings settings = settings_for(seed);
  settings.cloud.attach = sandbox::AttachSemantics::replace;
  return settings;
}

class Days : Story {
 public:
  explicit Days(std::uint64_t seed) : Story(seed, settings(seed), 0x64617973U), generator_(seed) {}

  Outcome run();

 private:
  bool live(Fate fate, Duration length, bool diligent);
  Fate fate();
  void meanwhile();
  void commit();
  void disturb_world();
  void second_muster();
  void set_clock(Timestamp at);
  bool ends_well();
  bool check_always();
  static Task<void> people(net::Context context, Days& days, Reconciler& daemon, net::Clock& clock,
                           bool diligent);

  DaysGenerator generator_;
  testing::FakeSource source_;
};

bool Days::check_always() {
  if (!holds(world_.broken_promises)) return false;
  const auto recorded = now(world_.ledger.recorded());
  const auto entries = now(world_.ledger.entries());
  return holds(nothing_is_lost(world_.cloud, recorded, entries, foreign_)) &&
         holds(foreign_is_untouched(world_.cloud, foreign_)) &&
         holds(shows_no_secret(world_.exposed, recorded, entries));
}

void Days::commit() {
  generator_.edit();
  const std::string text = generator_.text();
  world_.note(world_.now, "commit:\n" + text);
  source_.commit(text);
}

void Days::disturb_world() {
  world_.note(world_.now, "--- somebody changes the account");
  disturb(world_, random_);
}

/// Somebody applies the same manifests by hand while the daemon runs: one of the two waits, or
/// finds that there is nothing left to do.
void Days::second_muster() {
  world_.note(world_.now, "--- somebody applies by hand");
  const auto loaded = load({{"project.yaml", generator_.text()}}, {});
  Process other(world_, {}, random_.next());
  [[maybe_unused]] const auto result =
      other.run(other.apply(loaded.desired, {}, "somebody@elsewhere pid 2"));
  world_.note(world_.now, "--- the apply by hand ends");
}

/// Somebody, or the machine itself, sets its clock: wrong by hours, or right again.
void Days::set_clock(Timestamp at) {
  constexpr Duration most = 3h;
  world_.clock_error =
      random_.below(3) == 0 ? Duration(0) : Duration(1min * random_.below(361)) - most;
  const auto minutes = std::chrono::floor<std::chrono::minutes>(world_.clock_error).count();
  world_.note(at, "--- the machine's clock is wrong by " + std::to_string(minutes) + " minutes");
}

/// Between two processes, or in the middle of one.
void Days::meanwhile() {
  switch (random_.below(6)) {
    case 0:
    case 1:
      return commit();
    case 2:
      world_.note(world_.now, "commit: broken");
      return source_.commit("kind: Volume\n");
    case 3:
      source_.error = Error(Errc::connect_failed, "the git server is away");
      return;
    default:
      disturb_world();
  }
}

/// Somebody who looks after the daemon, now and then or, if diligent, every hour: approves what
/// waits, sends hooks that mean nothing, suspends something for a while, sets the clock.
Task<void> Days::people(net::Context context, Days& days, Reconciler& daemon, net::Clock& clock,
                        bool diligent) {
  while (!context.stop_requested()) {
    net::Gate stopped;
    const net::StopListener stop(context, [&] { stopped.open(); });
    const Duration pause = diligent ? 1h : Duration(1h * (1 + days.random_.below(24)));
    if (co_await net::ends_within(clock, stopped.wait(), pause)) co_return;
    const auto& plans = daemon.status().plans;
    const auto waiting = std::ranges::find(plans, PlanPhase::waiting, &PlanStatus::phase);
    if (waiting != plans.end() && (diligent || days.random_.below(2) == 0)) {
      const std::string hash = waiting->hash;
      [[maybe_unused]] const auto approved = co_await daemon.approve(hash);
    }
    if (diligent) continue;
    if (days.random_.below(4) == 0) daemon.hint("a hook that means nothing");
    if (days.random_.below(8) == 0) days.set_clock(clock.wall_now());
    const auto& resources = daemon.status().resources;
    if (resources.empty() || days.random_.below(6) != 0) continue;
    const ResourceKey key = resources.begin()->first;
    [[maybe_unused]] const auto suspended =
        co_await daemon.suspend(key, clock.wall_now() + 5h, "just because");
  }
}

Fate Days::fate() {
  Fate fate{.faults = world_.settings.faults};
  const auto way = random_.below(6);
  constexpr Death deaths[] = {Death::before_write, Death::after_write, Death::before_call,
                              Death::after_call};
  if (way < std::size(deaths)) {
    let_die(fate, deaths[way], 20, 300);
  } else {
    fate.meddled_at_call = occasion(300);
    fate.meddle = [this] { random_.below(3) == 0 ? second_muster() : disturb_world(); };
  }
  return fate;
}

bool Days::live(Fate fate, Duration length, bool diligent) {
  world_.note(world_.now, "--- the daemon starts");
  Process process(world_, std::move(fate), random_.next());
  ++outcome_.applies;
  const bool ended = process.keep(source_, length, [&](net::Context context, Reconciler& daemon) {
    return people(std::move(context), *this, daemon, process.machine_clock(), diligent);
  });
  if (process.dead()) {
    ++outcome_.deaths;
    return true;
  }
  if (!ended) return fail("P6: the daemon does not stop");
  return true;
}

/// A calm world, the last good manifests, no schedules: everything comes right, and then nothing
/// happens any more.
bool Days::ends_well() {
  world_.clock_error = Duration(0);
  source_.error.reset();
  generator_.end_schedules();
  source_.commit(generator_.text());
  world_.note(world_.now, "last commit:\n" + generator_.text());
  if (!live({}, calm, true)) return false;
  world_.now += 1min;  // lists have caught up
  const auto changes = world_.cloud.changes_accepted();
  Process process(world_, {}, random_.next());
  const bool ended =
      process.keep(source_, std::chrono::days(1), [&](net::Context context, Reconciler& daemon) {
        return people(std::move(context), *this, daemon, process.machine_clock(), true);
      });
  if (!ended) return fail("P6: the daemon does not stop in a calm world");
  const auto* ready = find_condition(process.daemon().status().conditions, "Ready");
  if (ready != nullptr && ready->reason == "NoCapacity") {
    // The last commit wants more GPUs than there are, and the daemon says so.
    ++outcome_.shortages;
    return check_always();
  }
  if (ready == nullptr || !ready->status)
    return fail("P3: the daemon is not ready in a calm world: " +
                (ready == nullptr ? "it says nothing" : ready->reason + ": " + ready->message));
  if (world_.cloud.changes_accepted() != changes)
    return fail("P4: the daemon changes the account although all is as wanted");
  return check_always() && is_in_order();
}

Outcome Days::run() {
  begin();
  const Timestamp until = world_.now + month;
  commit();
  while (world_.now < until && outcome_.violations.empty()) {
    const auto length = Duration(1h * (1 + random_.below(96)));
    if (!live(fate(), std::min<Duration>(length, until - world_.now), false) || !check_always())
      break;
    source_.error.reset();
    meanwhile();
    // The machine was off.
    if (random_.below(4) == 0) world_.now += Duration(1min * random_.below(600));
  }
  if (outcome_.violations.empty()) ends_well();
  return end();
}

}  // namespace

Outcome play_days(std::uint64_t seed) {
  return Days(seed).run();
}

}  // namespace muster::simulation
