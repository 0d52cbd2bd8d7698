#include "api/retry.hpp"
#include "controller/execute/step_run.hpp"

#include <algorithm>

namespace muster {
namespace {

/// Before a call that was refused for want of GPUs is made again; doubled each time.
constexpr Duration pause_first = std::chrono::seconds(5);
constexpr Duration pause_max = std::chrono::minutes(1);

}  // namespace

/// Anywhere in the later half of the pause, so that those who wait together do not ask together.
Duration StepRun::pause_before_asking() {
  Duration pause = pause_first;
  for (int i = 1; i < gpu_refusals_ && pause < pause_max; ++i) pause *= 2;
  pause = std::min(pause, pause_max);
  if (run_.random == nullptr) return pause;
  const auto spread = static_cast<std::uint64_t>(pause.count() / 2);
  return pause - Duration(static_cast<Duration::rep>(run_.random->below(spread)));
}

Task<Result<bool>> StepRun::wait_for_gpus(net::Context context) {
  if (step_.capacity <= Duration::zero()) co_return false;
  auto& clock = run_.world.clock;
  if (!gpus_until_) {
    gpus_until_ = clock.now() + step_.capacity;
    tell(Event::Type::notice,
         "no GPUs are free; waits for them, " + format_duration(step_.capacity) + " at most");
  }
  const net::TimePoint until = *gpus_until_;
  if (clock.now() >= until) co_return false;
  ++gpu_refusals_;
  const auto due = std::min(clock.now() + pause_before_asking(), until);
  tell(Event::Type::waiting, "waits for GPUs");
  const Waiting waiting(run_);
  auto paused = co_await api::pause_until(clock, std::move(context), due);
  if (paused) co_return true;
  if (paused.error().code() == Errc::timed_out) co_return false;
  co_return fail(std::move(paused).error());
}

Error StepRun::without_luck(Error error) const {
  if (!gpus_until_) return error;
  return std::move(error).in("waited " + format_duration(step_.capacity) + " for GPUs");
}

/// A set of members that lacks nothing but machines without GPUs lacks capacity, too.
Errc StepRun::why_left_out() const {
  const auto* set = std::get_if<SetFirewallMembers>(&step_.operation);
  if (set == nullptr) return Errc::stale;
  for (const auto& target : set->machines) {
    const ResourceKey key{target.reference.kind, target.reference.name};
    if (target.id || run_.ids.contains(key)) continue;
    const auto found = run_.failed.find(key);
    if (found == run_.failed.end() || found->second != Errc::no_capacity) return Errc::stale;
  }
  return Errc::no_capacity;
}

}  // namespace muster
