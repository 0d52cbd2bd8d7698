#pragma once

#include "controller/execute/events.hpp"
#include "controller/reconcile/planning.hpp"
#include "controller/simulate/simulated.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// Writes down what happens while a simulation runs.
class Diary final : public EventSink {
 public:
  explicit Diary(const net::Clock& clock) : clock_(clock) {}

  /// The plan whose steps are told of from now on. It outlives its execution.
  void begin(const Plan& plan) { plan_ = &plan; }
  void on_event(const Event& event) override;

  /// Notes are told when they come up, and again when they have been away.
  void take_notes(const std::vector<ScheduleNote>& notes);
  void tell(const ResourceKey& key, std::string what, std::string detail);
  void problem(const ResourceKey& key, const std::string& message);
  void problem_at(Timestamp at, const ResourceKey& key, const std::string& message,
                  std::size_t times = 1);

  /// From when to when each machine slept, as the steps show.
  using Sleep = std::pair<Timestamp, Timestamp>;
  const std::map<std::string, std::vector<Sleep>>& sleeps() const { return sleeps_; }
  void fall_asleep(const std::string& machine, Timestamp at);
  bool sleeps_now(const std::string& machine) const { return asleep_.contains(machine); }
  /// Whoever sleeps at the end has slept until then.
  void close(Timestamp at);

  std::vector<SimulatedEvent> events() const;
  std::vector<SimulatedProblem> problems() const;

 private:
  void step_done(const Step& step, Duration took);

  const net::Clock& clock_;
  const Plan* plan_ = nullptr;
  std::vector<SimulatedEvent> events_;
  std::map<std::pair<ResourceKey, std::string>, SimulatedProblem> problems_;
  std::set<std::pair<ResourceKey, std::string>> noted_;
  std::map<std::string, Timestamp> asleep_;
  std::map<std::string, std::vector<Sleep>> sleeps_;
};

}  // namespace muster
