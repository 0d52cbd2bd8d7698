// The parts of a run by themselves, over the number of resources: reading manifests, planning,
// rendering, the ledger. MUSTER_BENCH_SIZES=10,100 chooses other sizes.

#include "api/net/event_loop.hpp"
#include "api/net/real_clock.hpp"
#include "api/net/seeded_random.hpp"
#include "api/net/task_group.hpp"
#include "controller/ledger/sqlite_ledger.hpp"
#include "diff/render.hpp"
#include "manifests/loader.hpp"
#include "tests/bench/project_text.hpp"
#include "tests/support/fake_cloud.hpp"
#include "tests/support/world_builder.hpp"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>

#include <benchmark/benchmark.h>

namespace muster::bench {
namespace {

using testing::TestWorld;

std::size_t size_of(const benchmark::State& state) {
  return static_cast<std::size_t>(state.range(0));
}

DesiredState desired_for(std::size_t resources) {
  auto loaded = load(realistic_project(resources), {});
  if (has_errors(loaded.diagnostics))
    throw std::logic_error(testing::all_messages(loaded.diagnostics));
  return std::move(loaded.desired);
}

TestWorld empty_account(std::size_t resources) {
  TestWorld world;
  world.desired = desired_for(resources);
  return world;
}

TestWorld settled_account(std::size_t resources) {
  TestWorld world = empty_account(resources);
  const Planned planned = world.plan();
  for (const auto& complaint : testing::apply_to(world, planned.plan))
    throw std::logic_error(complaint);
  return world;
}

void read_manifests(benchmark::State& state) {
  const auto files = realistic_project(size_of(state));
  for (auto _ : state) benchmark::DoNotOptimize(load(files, {}));
}

void plan_of_an_empty_account(benchmark::State& state) {
  const TestWorld world = empty_account(size_of(state));
  for (auto _ : state) benchmark::DoNotOptimize(world.plan());
}

void plan_without_changes(benchmark::State& state) {
  const TestWorld world = settled_account(size_of(state));
  if (!world.plan().plan.empty()) throw std::logic_error("there is something to do");
  for (auto _ : state) benchmark::DoNotOptimize(world.plan());
}

void render_plan_as_text(benchmark::State& state) {
  const Planned planned = empty_account(size_of(state)).plan();
  for (auto _ : state) benchmark::DoNotOptimize(render_text(planned.plan, {}));
}

void render_plan_as_json(benchmark::State& state) {
  const Planned planned = empty_account(size_of(state)).plan();
  for (auto _ : state) benchmark::DoNotOptimize(render_json(planned.plan));
}

/// A ledger file in a folder of its own, which goes with it.
class LedgerFile {
 public:
  LedgerFile() {
    std::string name = (std::filesystem::temp_directory_path() / "muster bench XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
  }
  ~LedgerFile() {
    ledger_.reset();
    std::filesystem::remove_all(folder_);
  }
  LedgerFile(const LedgerFile&) = delete;
  LedgerFile& operator=(const LedgerFile&) = delete;

  void open() {
    ledger_.reset();
    ledger_ = value(
        loop_.run(SqliteLedger::open((folder_ / "ledger.db").string(), pool_, clock_, random_)));
  }
  /// So many creates, a few of them under way at any time.
  void append(std::size_t resources) { loop_.run(append_all(resources)); }
  std::size_t owned() { return value(loop_.run(ledger_->recorded())).resources.size(); }

 private:
  static constexpr std::size_t under_way = 16;

  template <class T>
  static T value(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text());
    return *std::move(result);
  }

  Task<void> append_all(std::size_t resources) {
    const Lease lease = value(co_await ledger_->acquire("bench", std::chrono::hours(1)));
    auto group = co_await net::TaskGroup::open();
    for (std::size_t first = 0; first < under_way; ++first)
      group.spawn(append_some(lease, first, resources));
    co_await group.join();
    const auto released = co_await ledger_->release(lease);
    if (!released) throw std::runtime_error(released.error().text());
  }

  Task<void> append_some(Lease lease, std::size_t first, std::size_t resources) {
    for (std::size_t i = first; i < resources; i += under_way) {
      Intent intent{.key = {Kind::volume, "volume-" + std::to_string(i)},
                    .operation = "create_volume",
                    .creates = true,
                    .remote_name = "volume-" + std::to_string(i),
                    .applied = Value::Map{{"region", "CANADA-1"}, {"size", "500GB"}}};
      const auto id = value(co_await ledger_->append_intent(lease, std::move(intent)));
      OutcomeRecord made{.intent = id,
                         .outcome = Outcome::created,
                         .id = RemoteId{"BRK-" + std::to_string(i) + "V"}};
      const auto done = co_await ledger_->append_outcome(lease, std::move(made));
      if (!done) throw std::runtime_error(done.error().text());
    }
  }

  std::filesystem::path folder_;
  net::EventLoop loop_;
  net::RealClock clock_;
  net::BlockingPool pool_{1};
  net::SeededRandom random_{1};
  std::unique_ptr<SqliteLedger> ledger_;
};

/// Two durable writes a resource.
void append_to_ledger(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    auto file = std::make_unique<LedgerFile>();
    file->open();
    state.ResumeTiming();
    file->append(size_of(state));
    state.PauseTiming();
    file.reset();
    state.ResumeTiming();
  }
}

/// As every command does it.
void open_ledger(benchmark::State& state) {
  LedgerFile file;
  file.open();
  file.append(size_of(state));
  for (auto _ : state) {
    file.open();
    if (file.owned() != size_of(state)) throw std::logic_error("the ledger lost something");
  }
}

void add(const char* name, void (*function)(benchmark::State&)) {
  auto* added = benchmark::RegisterBenchmark(name, function);
  added->Unit(benchmark::kMillisecond)->UseRealTime();
  const char* chosen = std::getenv("MUSTER_BENCH_SIZES");
  std::istringstream sizes(chosen == nullptr ? "100,1000,10000" : chosen);
  for (std::string size; std::getline(sizes, size, ',');) added->Arg(std::stoll(size));
}

}  // namespace
}  // namespace muster::bench

int main(int count, char** arguments) {
  using namespace muster::bench;
  add("read_manifests", read_manifests);
  add("plan_of_an_empty_account", plan_of_an_empty_account);
  add("plan_without_changes", plan_without_changes);
  add("render_plan_as_text", render_plan_as_text);
  add("render_plan_as_json", render_plan_as_json);
  add("append_to_ledger", append_to_ledger);
  add("open_ledger", open_ledger);
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return EXIT_FAILURE;
  benchmark::RunSpecifiedBenchmarks();
  return EXIT_SUCCESS;
}
