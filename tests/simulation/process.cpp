#include "tests/simulation/process.hpp"

#include "api/net/task_group.hpp"
#include "controller/reconcile/planning.hpp"
#include "diff/render.hpp"

#include <algorithm>

namespace muster::simulation {

/// The way to the account, which ends when the process dies.
class Process::Transport final : public net::Transport {
 public:
  Transport(Process& process, std::uint64_t seed)
      : process_(process),
        inner_(process.world_.cloud, *process.clock_, process.fate_.faults, seed) {}

  net::Task<Result<net::HttpResponse>> send(net::Context context,
                                            net::HttpRequest request) override {
    ++calls_;
    if (process_.fate_.dies_before_call == calls_) process_.die();
    if (process_.dead_) co_await process_.hang();
    if (process_.fate_.stops_at_call == calls_) {
      process_.note("interrupted by the user");
      process_.stop_->request();
    }
    if (process_.fate_.meddled_at_call == calls_) co_await process_.let_others_meddle();
    const bool last = process_.fate_.dies_after_call == calls_;
    const std::string what = request.method + " " + request.target + " " + request.body;
    if (!sandbox::only_asks(request) && !process_.may_change())
      process_.world_.broken_promises.push_back("the daemon changes the account without a plan: " +
                                                what);
    auto answer = co_await inner_.send(std::move(context), std::move(request));
    process_.note(
        what + " -> " +
        (answer ? std::to_string(answer->status) + shown(what, *answer) : answer.error().text()));
    if (last) process_.die();
    if (process_.dead_) co_await process_.hang();
    co_return answer;
  }

 private:
  static std::string shown(const std::string& what, const net::HttpResponse& answer) {
    if (what.starts_with("GET") && answer.status < 300) return "";
    return " " + answer.body.substr(0, 160);
  }

  Process& process_;
  sandbox::InProcessTransport inner_;
  int calls_ = 0;
};

/// The ledger on disk, as a process that may die sees it.
class Process::DyingLedger final : public Ledger {
 public:
  explicit DyingLedger(Process& process) : process_(process) {}

  Task<Result<RecordedState>> recorded() override {
    co_await alive();
    co_return co_await disk().recorded();
  }
  Task<Result<SecretKey>> secret_key() override {
    co_await alive();
    co_return co_await disk().secret_key();
  }
  Task<Result<Lease>> acquire(std::string holder, Duration ttl) override {
    co_await alive();
    co_return co_await disk().acquire(std::move(holder), ttl);
  }
  Task<Result<Lease>> renew(Lease lease, Duration ttl) override {
    co_await alive();
    co_return co_await disk().renew(std::move(lease), ttl);
  }
  Task<Result<void>> release(Lease lease) override {
    co_await alive();
    co_return co_await disk().release(std::move(lease));
  }
  Task<Result<std::optional<Lease>>> lease() override {
    co_await alive();
    co_return co_await disk().lease();
  }
  Task<Result<std::int64_t>> append_intent(Lease lease, Intent intent) override {
    const std::string what = intent.operation + " " + to_string(intent.key);
    co_await before_write();
    auto id = co_await disk().append_intent(std::move(lease), std::move(intent));
    process_.note("ledger: intent " + (id ? std::to_string(*id) : id.error().text()) + " " + what);
    co_await after_write();
    co_return id;
  }
  Task<Result<void>> append_outcome(Lease lease, OutcomeRecord outcome) override {
    co_await before_write();
    std::string what = "ledger: " + std::string(to_string(outcome.outcome)) + " " +
                       std::to_string(outcome.intent) + (outcome.id ? " " + outcome.id->text : "") +
                       " " + outcome.detail;
    auto done = co_await disk().append_outcome(std::move(lease), std::move(outcome));
    process_.note(done ? what : what + ": " + done.error().text());
    co_await after_write();
    co_return done;
  }
  Task<Result<void>> append_note(Lease lease, Note note) override {
    co_await before_write();
    auto done = co_await disk().append_note(std::move(lease), std::move(note));
    process_.note("ledger: note");
    co_await after_write();
    co_return done;
  }
  Task<Result<std::vector<LedgerEntry>>> entries() override {
    co_await alive();
    co_return co_await disk().entries();
  }

 private:
  Ledger& disk() { return process_.world_.ledger; }
  Task<void> alive() {
    if (process_.dead_) co_await process_.hang();
  }
  Task<void> before_write() {
    ++writes_;
    if (process_.fate_.dies_before_write == writes_) process_.die();
    co_await alive();
  }
  Task<void> after_write() {
    if (process_.fate_.dies_after_write == writes_) process_.die();
    co_await alive();
  }

  Process& process_;
  int writes_ = 0;
};

class Process::Recorder final : public EventSink {
 public:
  explicit Recorder(Process& process) : process_(process) {}

  void on_event(const Event& event) override {
    if (process_.dead_) return;
    const std::string text = std::string(to_string(event.type)) + " " + to_string(event.resource) +
                             ": " + event.operation + ": " + event.message;
    process_.world_.exposed += text + "\n";
    process_.note(text);
  }

 private:
  Process& process_;
};

Process::Process(World& world, Fate fate, std::uint64_t seed)
    : world_(world),
      fate_(std::move(fate)),
      clock_(std::make_unique<net::SimClock>(world.now)),
      machine_clock_(*clock_, world.clock_error),
      random_(seed),
      transport_(std::make_unique<Transport>(*this, seed)),
      ledger_(std::make_unique<DyingLedger>(*this)),
      events_(std::make_unique<Recorder>(*this)) {
  world_.clock.use(&machine_clock_);
  api::ClientOptions options{.endpoint = "https://barrack.example/api",
                             .api_key = api_key,
                             .calls_per_minute = world.settings.calls_per_minute,
                             .on_notice = [this](std::string text) {
                               note("notice: " + text);
                               world_.exposed += text + "\n";
                             }};
  client_ = std::make_unique<api::Client>(*transport_, machine_clock_, random_,
                                          api::Contract::standard(), std::move(options));
}

Process::~Process() {
  // Others may have been at work for longer: time does not go back.
  world_.now = std::max(world_.now, dead_ ? died_at_ : clock_->wall_now());
  world_.clock.use(nullptr);
  // First of all: what hangs lives on the others.
  clock_.reset();
}

void Process::die() {
  if (dead_) return;
  note("the process dies");
  dead_ = true;
  died_at_ = clock_->wall_now();
}

/// A daemon changes nothing but in carrying out a plan that it shows.
bool Process::may_change() const {
  if (!daemon_) return true;
  const auto& plans = daemon_->status().plans;
  return std::ranges::find(plans, PlanPhase::running, &PlanStatus::phase) != plans.end();
}

void Process::note(const std::string& what) {
  if (!dead_) world_.note(clock_->wall_now(), what);
}

Task<void> Process::let_others_meddle() {
  world_.now = clock_->wall_now();
  fate_.meddle();
  world_.clock.use(&machine_clock_);
  co_await clock_->sleep_for(world_.now - clock_->wall_now());
}

Task<Result<Cycle>> Process::apply(const DesiredState& desired, PlanOptions options,
                                   std::string holder, std::optional<std::string> approved_hash) {
  constexpr Duration lease_ttl = std::chrono::minutes(1);
  MUSTER_CO_TRY(const Lease lease, co_await ledger_->acquire(std::move(holder), lease_ttl));
  options.accept_scarcity = true;
  CycleOptions cycle_options{.plan = std::move(options)};
  cycle_options.execute.parallelism = world_.settings.parallelism;
  cycle_options.execute.poll_interval = world_.settings.poll_interval;
  cycle_options.execute.lease_ttl = lease_ttl;
  cycle_options.on_plan = [this](const Planned& planned) {
    const std::string text = render_text(planned.plan, {});
    note("plan:\n" + text);
    world_.exposed += text + render_json(planned.plan) + render_markdown(planned.plan, {});
  };
  cycle_options.approved_hash = std::move(approved_hash);
  const muster::World world{*client_, *ledger_, lease, machine_clock_, *events_};
  auto cycle = co_await run_cycle(net::Context(stop_), world, desired, std::move(cycle_options));
  const auto released = co_await ledger_->release(lease);
  if (!released && cycle) co_return std::unexpected(released.error());
  co_return cycle;
}

bool Process::keep(Source& source, Duration length,
                   std::function<Task<void>(net::Context, Reconciler&)> beside) {
  ReconcilerOptions options{.holder = "daemon@here pid 1"};
  options.poll_interval = std::chrono::hours(1);
  options.execute.parallelism = world_.settings.parallelism;
  options.execute.poll_interval = world_.settings.poll_interval;
  options.execute.random = &random_;
  options.progress = events_.get();
  options.on_event = [this](const StatusEvent& event) {
    const std::string text = "event " + std::string(to_string(event.severity)) + " " +
                             to_string(event.key) + " " + event.reason + ": " + event.message;
    world_.exposed += text + "\n";
    note(text);
  };
  daemon_ = std::make_unique<Reconciler>(
      DaemonParts{source, *client_, *ledger_, machine_clock_, random_, pool_}, std::move(options));
  constexpr Duration patience = std::chrono::hours(12);
  return clock_->run(keep_until(length, std::move(beside)), length + patience);
}

Task<void> Process::keep_until(Duration length,
                               std::function<Task<void>(net::Context, Reconciler&)> beside) {
  const net::Context context(stop_);
  auto group = co_await net::TaskGroup::open();
  group.spawn(daemon_->run(context));
  group.spawn(beside(context, *daemon_));
  group.spawn(stop_after(length));
  co_await group.join();
}

Task<void> Process::stop_after(Duration length) {
  co_await clock_->sleep_for(length);
  stop_->request();
}

Task<Result<Planned>> Process::plan(const DesiredState& desired, PlanOptions options) {
  MUSTER_CO_TRY(const auto recorded, co_await ledger_->recorded());
  MUSTER_CO_TRY(options.secrets, co_await ledger_->secret_key());
  options.accept_scarcity = true;
  co_return co_await plan_against_account(net::Context(stop_), *client_, machine_clock_, desired,
                                          recorded, std::move(options));
}

}  // namespace muster::simulation
