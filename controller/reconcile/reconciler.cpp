#include "controller/reconcile/reconciler.hpp"

#include "api/net/task_group.hpp"
#include "api/net/timeout.hpp"
#include "controller/reconcile/pass.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace muster {
namespace {

constexpr Duration default_interval = std::chrono::minutes(1);
/// What one fetch may take: the first one brings all of a repository.
constexpr Duration fetch_limit = std::chrono::minutes(10);
/// How long a cycle waits for what a hook announced: a source that is slower has a cycle of its
/// own.
constexpr Duration announced_patience = std::chrono::seconds(10);
constexpr std::size_t cycle_times_max = 1000;
/// With nothing to do, the loop looks at the clock this often at least.
constexpr Duration idle_limit = std::chrono::hours(1);

std::string first_problems(const Diagnostics& diagnostics) {
  constexpr std::size_t shown_max = 5;
  std::string text;
  std::size_t errors = 0;
  for (const auto& diagnostic : diagnostics) {
    if (diagnostic.severity != Severity::error) continue;
    if (++errors > shown_max) continue;
    text += (text.empty() ? "" : "; ") + diagnostic.position.file + ":" +
            std::to_string(diagnostic.position.line) + ": " + diagnostic.message;
  }
  if (errors > shown_max) text += "; and " + std::to_string(errors - shown_max) + " more";
  return text;
}

bool is_elsewhere(const ProjectSpec& one, const ProjectSpec& other) {
  return one.api.endpoint != other.api.endpoint || one.api.contract != other.api.contract ||
         one.ledger != other.ledger;
}

}  // namespace

Reconciler::Reconciler(DaemonParts parts, ReconcilerOptions options)
    : parts_(parts),
      options_(std::move(options)),
      board_(parts_.clock, options_.on_event),
      lease_(parts_.ledger, options_.holder, options_.execute.lease_ttl),
      backoff_({}, parts_.random) {
  auto& status = board_.edit();
  status.source = parts_.source.name();
  status.endpoint = parts_.client.endpoint();
  status.started_at = parts_.clock.wall_now();
  status.interval = default_interval;
}

Reconciler::~Reconciler() = default;

Duration Reconciler::interval() const {
  Duration wanted = default_interval;
  const auto* project = settings();
  const auto daemon = project == nullptr ? std::nullopt : project->daemon;
  if (daemon) wanted = daemon->interval.value_or(wanted);
  return std::max(wanted, pace_);
}

Task<void> Reconciler::run(net::Context context) {
  const net::StopListener stop(context, [this] {
    queue_changed_.notify();
    source_wanted_.notify();
    fetch_ended_.notify_all();
  });
  auto group = co_await net::TaskGroup::open();
  group.spawn(poll_source(context));
  group.spawn(watch_source(context));
  group.spawn(work(context));
  co_await group.join();
}

Task<Result<void>> Reconciler::run_once(net::Context context) {
  co_await fetch(context);
  co_await run_cycle(context);
  co_return last_result_.value_or(Result<void>());
}

/// Returns at `until`, when the event is notified, or when a stop is requested.
Task<void> Reconciler::sleep_or_wake(net::Context context, net::Event& event,
                                     net::TimePoint until) {
  const auto now = parts_.clock.now();
  if (context.stop_requested() || until <= now) co_return;
  [[maybe_unused]] const bool woken =
      co_await net::ends_within(parts_.clock, event.wait(), until - now);
}

Task<void> Reconciler::poll_source(net::Context context) {
  while (!context.stop_requested()) {
    co_await fetch(context);
    // Spread, so that many daemons do not ask at one time.
    const auto jitter = static_cast<std::int64_t>(
        parts_.random.below(static_cast<std::uint64_t>(options_.poll_interval.count()) / 5 + 1));
    co_await sleep_or_wake(context, source_wanted_,
                           parts_.clock.now() + options_.poll_interval - Duration(jitter));
  }
}

Task<void> Reconciler::watch_source(net::Context context) {
  while (!context.stop_requested()) {
    co_await parts_.source.wait_for_change(context);
    source_wanted_.notify();
  }
}

Task<void> Reconciler::fetch(net::Context context) {
  const auto turn = co_await fetching_.acquire();
  ++fetches_started_;
  auto bundle = co_await parts_.source.fetch(context.within(parts_.clock, fetch_limit));
  ++board_.edit().counters.fetches[bundle ? "success" : "error"];
  if (bundle)
    co_await take_revision(*std::move(bundle));
  else if (bundle.error().code() != Errc::cancelled)
    source_failed(bundle.error());
  ++fetches_ended_;
  fetch_ended_.notify_all();
}

/// Returns when the fetch after the last hint has ended, or has taken too long.
Task<void> Reconciler::wait_for_announced(net::Context context) {
  const auto until = parts_.clock.now() + announced_patience;
  while (fetches_ended_ < announced_ && parts_.clock.now() < until && !context.stop_requested())
    co_await sleep_or_wake(context, fetch_ended_, until);
}

void Reconciler::source_failed(const Error& error) {
  board_.set({.type = "SourceReady", .reason = "FetchFailed", .message = error.text()});
  board_.tell(EventSeverity::warning, project(), "FetchFailed",
              error.text() + (revision_ ? "; the last good revision stays in force" : ""));
}

void Reconciler::refuse(const Bundle& bundle, const std::string& reason, const std::string& why) {
  board_.set({.type = "SourceReady", .reason = reason, .message = bundle.label + ": " + why});
  board_.tell(EventSeverity::warning, project(), reason,
              bundle.label + " cannot be used: " + why +
                  (revision_ ? "; the last good revision stays in force" : ""));
}

/// The new state comes into force if it can be read; otherwise the last good one stays.
Task<void> Reconciler::take_revision(std::shared_ptr<const Bundle> bundle) {
  auto& status = board_.edit();
  const bool is_seen = status.latest_revision == bundle->revision;
  if (!std::exchange(reload_, false) && is_seen) {
    if (!is_true(status.conditions, "SourceReady") && revision_ &&
        revision_->bundle->revision == bundle->revision)
      board_.set(
          {.type = "SourceReady", .status = true, .reason = "Fetched", .message = bundle->label});
    co_return;
  }
  status.latest_revision = bundle->revision;
  Loaded loaded = co_await parts_.pool.run([&] { return load_bundle(*bundle, options_.load); });
  if (has_errors(loaded.diagnostics))
    co_return refuse(*bundle, "InvalidManifests", first_problems(loaded.diagnostics));
  // Carrying on would mean to keep one account while the manifests speak of another.
  if (revision_ && is_elsewhere(loaded.project, revision_->loaded.project))
    co_return refuse(
        *bundle, "RestartNeeded",
        "its Project names another endpoint, contract or ledger, which are taken from the "
        "first revision: restart muster run");
  status.project = loaded.project_name;
  status.revision = bundle->revision;
  status.revision_label = bundle->label;
  board_.untold(project(), "FetchFailed");
  board_.untold(project(), "InvalidManifests");
  board_.untold(project(), "RestartNeeded");
  const bool rewritten = bundle->rewritten;
  revision_ = std::make_shared<const Revision>(std::move(bundle), std::move(loaded));
  status.interval = interval();
  contest_.clear();
  backoff_.clear();
  approved_.clear();  // it was about what the revision before wanted
  board_.set({.type = "SourceReady",
              .status = true,
              .reason = "Fetched",
              .message = status.revision_label});
  board_.tell(EventSeverity::normal, project(), "RevisionChanged", status.revision_label);
  if (rewritten)
    board_.tell(EventSeverity::warning, project(), "HistoryRewritten",
                status.revision_label +
                    " does not follow from the commit before it: it was pushed "
                    "by force");
  if (looking_) co_return;
  queue_.add(project(), Priority::change, parts_.clock.now());
  queue_changed_.notify();
}

Task<void> Reconciler::work(net::Context context) {
  while (!context.stop_requested()) {
    std::set<ResourceKey> keys;
    // One look at the account serves all that is due.
    while (const auto key = queue_.take(parts_.clock.now())) keys.insert(*key);
    board_.edit().queue_depth = queue_.ready(parts_.clock.now());
    if (keys.empty() || !revision_) {
      for (const auto& key : keys) queue_.done(key);
      const auto idle = parts_.clock.now() + idle_limit;
      const auto next = revision_ ? queue_.next_ready().value_or(idle) : idle;
      co_await sleep_or_wake(context, queue_changed_, next);
      continue;
    }
    co_await run_cycle(context);
    for (const auto& key : keys) queue_.done(key);
  }
}

Task<void> Reconciler::run_cycle(net::Context context) {
  if (!revision_) {
    last_result_ = fail(Errc::not_found, "there is no revision that could be used yet");
    co_return;
  }
  ++cycles_started_;
  const auto started = parts_.clock.now();
  const auto calls_before = parts_.transport == nullptr ? 0 : parts_.transport->calls();
  Pass pass(*this);
  auto result = co_await pass.run(context);
  auto& status = board_.edit();
  ++cycles_ended_;
  status.last_cycle_at = parts_.clock.wall_now();
  status.ready = true;
  ++status.counters.cycles[result ? (pass.asks_again() ? "requeue_after" : "success") : "error"];
  status.counters.queue_adds = queue_.adds();
  const std::chrono::duration<double> took = parts_.clock.now() - started;
  auto& seconds = status.counters.cycle_seconds;
  seconds.push_back(took.count());
  if (seconds.size() > cycle_times_max) seconds.erase(seconds.begin());
  if (parts_.transport != nullptr) status.counters.calls = parts_.transport->counts();
  if (pass.was_idle() && parts_.transport != nullptr) {
    // Observation may take half of the budget; the other half is for work.
    const auto calls = static_cast<std::int64_t>(parts_.transport->calls() - calls_before);
    const auto budget = revision_->loaded.project.api.calls_per_minute.value_or(500);
    pace_ = budget == 0 ? Duration(0) : std::chrono::minutes(1) * calls * 2 / budget;
  }
  status.interval = interval();
  last_result_ = std::move(result);
  queue_.add(project(), Priority::resync, parts_.clock.now() + interval());
  board_.changed();
  cycle_ended_.notify_all();
}

Task<void> Reconciler::wait_for_change(net::Context context, std::uint64_t seen) {
  // Everybody who waits is woken now and then, to see that he is not wanted any more.
  const auto woken = [&] { return board_.status().version != seen || context.stop_requested(); };
  const net::StopListener stop(context, [this] { board_.changed(); });
  while (!woken() && parts_.clock.now() < context.deadline()) {
    const auto until = std::min(context.deadline(), parts_.clock.now() + std::chrono::minutes(1));
    [[maybe_unused]] const bool ended =
        co_await net::ends_within(parts_.clock, board_.wait(), until - parts_.clock.now());
  }
}

/// The source and the account are looked at side by side.
void Reconciler::hint(const std::string&) {
  announced_ = fetches_started_ + 1;  // the one under way may have missed it
  source_wanted_.notify();
  queue_.add(project(), Priority::schedule, parts_.clock.now());
  queue_changed_.notify();
}

void Reconciler::reload() {
  reload_ = true;
  facts_known_ = false;
  hint("reload");
}

Task<Result<void>> Reconciler::reconcile(net::Context context, bool wait) {
  co_await fetch(context);
  backoff_.clear();
  queue_.add(project(), Priority::asked, parts_.clock.now());
  queue_changed_.notify();
  if (!wait) co_return Result<void>();
  // A cycle that is under way may have looked already.
  const auto wanted = cycles_started_ + 1;
  while (cycles_ended_ < wanted) {
    if (context.stop_requested()) co_return fail(Errc::cancelled, "the daemon stops");
    if (parts_.clock.now() >= context.deadline())
      co_return fail(Errc::timed_out, "the cycle has not ended yet");
    const auto until = std::min(context.deadline(), parts_.clock.now() + std::chrono::minutes(1));
    [[maybe_unused]] const bool ended =
        co_await net::ends_within(parts_.clock, cycle_ended_.wait(), until - parts_.clock.now());
  }
  co_return last_result_.value_or(Result<void>());
}

Task<Result<void>> Reconciler::approve(std::string plan_hash) {
  const auto* plan = board_.find_plan(plan_hash);
  if (plan == nullptr || plan->phase != PlanPhase::waiting)
    co_return fail(Errc::not_found, "no plan " + plan_hash.substr(0, 12) +
                                        " waits for approval: `muster status` shows those that do");
  approved_ = std::move(plan_hash);
  queue_.add(project(), Priority::asked, parts_.clock.now());
  queue_changed_.notify();
  co_return Result<void>();
}

/// Written down under the lease, which a plan under way may hold as well.
Task<Result<void>> Reconciler::note(Note note) {
  MUSTER_CO_TRY(const Lease lease, co_await lease_.acquire());
  auto written = co_await parts_.ledger.append_note(lease, std::move(note));
  co_await lease_.release();
  co_return written;
}

Task<Result<void>> Reconciler::suspend(ResourceKey key, std::optional<Timestamp> until,
                                       std::string reason) {
  const bool known = key == project() || board_.status().resources.contains(key) ||
                     (revision_ && revision_->loaded.desired.find(key) != nullptr);
  if (!known) co_return fail(Errc::not_found, "there is no " + to_string(key) + " in this project");
  const Suspension suspension{key, until, reason, parts_.clock.wall_now()};
  MUSTER_CO_CHECK(co_await note(suspension));
  board_.edit().suspensions[key] = suspension;
  board_.untold(key, "Resumed");
  board_.tell(EventSeverity::normal, key, "Suspended",
              (until ? "until " + format_timestamp(*until) : "until it is resumed") +
                  (reason.empty() ? "" : ": " + reason));
  queue_.add(project(), Priority::asked, parts_.clock.now());
  queue_changed_.notify();
  co_return Result<void>();
}

Task<Result<void>> Reconciler::resume(ResourceKey key) {
  if (!board_.status().suspensions.contains(key))
    co_return fail(Errc::not_found, to_string(key) + " is not suspended");
  MUSTER_CO_CHECK(co_await note(Resumption{key}));
  board_.edit().suspensions.erase(key);
  board_.untold(key, "Suspended");
  board_.tell(EventSeverity::normal, key, "Resumed", "muster goes on with it");
  queue_.add(project(), Priority::asked, parts_.clock.now());
  queue_changed_.notify();
  co_return Result<void>();
}

}  // namespace muster
