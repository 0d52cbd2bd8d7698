#include "controller/execute/executor.hpp"

#include "api/net/event.hpp"
#include "api/net/task_group.hpp"
#include "controller/execute/lease_keeper.hpp"
#include "controller/execute/perform.hpp"
#include "controller/execute/ready_set.hpp"

#include <algorithm>
#include <memory>

namespace muster {
namespace {

/// Steps that wait for the account at once: bounds what a run holds in memory.
constexpr std::size_t waiting_max = 1000;

/// A run of a plan, from the first step to the report.
class Run {
 public:
  Run(net::Context context, const Plan& plan, World world, ExecuteOptions options)
      : context_(std::move(context)),
        plan_(plan),
        world_(std::move(world)),
        options_(options),
        ready_(plan.steps),
        started_(world_.clock.now()) {
    report_.steps.resize(plan.steps.size());
  }

  Task<Report> run();

 private:
  Task<void> with_background(net::TaskGroup& background);
  Task<void> start_steps(RunState& state, net::TaskGroup& steps);
  Task<void> run_step(RunState& state, std::size_t index);
  void end_step(RunState& state, std::size_t index, StepResult result, net::TimePoint started);
  void stop(Error error);
  void end_waits();
  bool has_room(const RunState& state) const;
  bool takes_new_steps() const { return !report_.stopped_by && !steps_stop_->requested(); }
  void tell(Event::Type type, std::string message) const;
  void tell(const RunState& state, Event::Type type, std::size_t index, Duration took,
            std::string message) const;
  Duration elapsed(net::TimePoint since) const {
    return std::chrono::duration_cast<Duration>(world_.clock.now() - since);
  }

  net::Context context_;
  const Plan& plan_;
  World world_;
  const ExecuteOptions options_;
  const std::shared_ptr<net::StopFlag> steps_stop_ = std::make_shared<net::StopFlag>();
  ReadySet ready_;
  Report report_;
  net::Event changed_;
  net::Gate done_;
  const net::TimePoint started_;
};

Task<Report> Run::run() {
  tell(Event::Type::run_started, "");
  const net::StopListener listener(context_, [this] { end_waits(); });
  if (context_.stop_requested()) end_waits();
  auto body = [this](net::TaskGroup& background) { return with_background(background); };
  co_await net::in_task_group(body);
  report_.interrupted =
      context_.stop_requested() && std::ranges::any_of(report_.steps, [](const StepReport& step) {
        return step.status == StepStatus::interrupted || step.status == StepStatus::not_started;
      });
  report_.took = elapsed(started_);
  tell(Event::Type::run_finished, report_.stopped_by ? report_.stopped_by->text() : "");
  co_return std::move(report_);
}

/// The lease keeper and the pollers run beside the steps and end with them.
Task<void> Run::with_background(net::TaskGroup& background) {
  auto lost = [this](Error error) {
    stop(std::move(error));
    end_waits();
  };
  background.spawn(keep_lease(world_.clock, world_.ledger, world_.lease, options_.lease_ttl, done_,
                              std::move(lost)));
  auto recorded = co_await world_.ledger.recorded();
  if (recorded) {
    Settler settler(world_.client, world_.clock, background, options_.poll_interval);
    RunState state{.plan = plan_,
                   .world = world_,
                   .settler = settler,
                   .changed = changed_,
                   .recorded = *recorded,
                   .wait = options_.wait,
                   .random = options_.random};
    for (const auto& [key, resource] : recorded->resources) state.ids[key] = resource.id;
    for (const auto& step : plan_.steps)
      if (deletes(step.operation) && step.id) state.deleted.emplace(step.resource, *step.id);
    auto body = [&](net::TaskGroup& steps) { return start_steps(state, steps); };
    co_await net::in_task_group(body);
    done_.open();
    background.cancel();
    co_await background.join();
  } else {
    stop(std::move(recorded).error());
    done_.open();
  }
}

Task<void> Run::start_steps(RunState& state, net::TaskGroup& steps) {
  for (;;) {
    while (takes_new_steps() && has_room(state)) {
      const auto next = ready_.take();
      if (!next) break;
      steps.spawn(run_step(state, *next));
    }
    if (ready_.running() == 0) co_return;
    if (ready_.running() == state.waiting) state.settler.hurry();
    co_await changed_.wait();
  }
}

bool Run::has_room(const RunState& state) const {
  if (options_.parallelism <= 1) return ready_.running() == 0;
  return ready_.running() - state.waiting < options_.parallelism && state.waiting < waiting_max;
}

Task<void> Run::run_step(RunState& state, std::size_t index) {
  const auto started = world_.clock.now();
  const auto context = net::Context(steps_stop_).until(context_.deadline());
  auto result = co_await perform(context, state, index);
  end_step(state, index, std::move(result), started);
}

void Run::end_step(RunState& state, std::size_t index, StepResult result, net::TimePoint started) {
  StepReport& step = report_.steps[index];
  step = StepReport{result.status, std::move(result.error), elapsed(started)};
  const auto skipped = ready_.finish(index, step.status == StepStatus::done);
  state.ended = ready_.ended();
  const bool interrupted = step.status == StepStatus::interrupted;
  if (step.error) state.failed.emplace(plan_.steps[index].resource, step.error->code());
  tell(state,
       step.status == StepStatus::done ? Event::Type::step_done
       : interrupted                   ? Event::Type::step_interrupted
                                       : Event::Type::step_failed,
       index, step.took, step.error ? step.error->text() : "");
  // Steps that an interrupted one held up were not skipped but never had their turn.
  for (const auto& lost : skipped) {
    if (interrupted) continue;
    report_.steps[lost.step].status = StepStatus::skipped;
    tell(state, Event::Type::step_skipped, lost.step, Duration::zero(),
         "needs " + to_string(plan_.steps[lost.because_of].resource) + ": " +
             describe(plan_.steps[lost.because_of]));
  }
  const bool spoils_all =
      step.error && !interrupted && disposition(step.error->code()) == Disposition::stop_run;
  if (spoils_all) {
    const Step& spoiled = plan_.steps[index];
    stop(Error(*step.error).in(to_string(spoiled.resource) + ": " + describe(spoiled)));
  }
  changed_.notify();
}

/// The user stops, or another muster has taken over: steps under way come to a durable point.
void Run::end_waits() {
  steps_stop_->request();
  changed_.notify();
}

void Run::stop(Error error) {
  if (!report_.stopped_by) report_.stopped_by = std::move(error);
  changed_.notify();
}

void Run::tell(Event::Type type, std::string message) const {
  Duration expected = plan_.expected;
  world_.events.on_event(Event{.type = type,
                               .ended = ready_.ended(),
                               .total = plan_.steps.size(),
                               .elapsed = elapsed(started_),
                               .expected = expected,
                               .message = std::move(message)});
}

void Run::tell(const RunState& state, Event::Type type, std::size_t index, Duration took,
               std::string message) const {
  const Step& step = plan_.steps[index];
  world_.events.on_event(Event{.type = type,
                               .step = index,
                               .ended = state.ended,
                               .total = plan_.steps.size(),
                               .resource = step.resource,
                               .operation = describe(step),
                               .elapsed = took,
                               .expected = step.expected,
                               .message = std::move(message)});
}

}  // namespace

Task<Report> execute(net::Context context, const Plan& plan, World world, ExecuteOptions options) {
  Run run(std::move(context), plan, std::move(world), options);
  co_return co_await run.run();
}

}  // namespace muster
