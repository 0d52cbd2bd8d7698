#include "controller/serve/announcer.hpp"

#include "api/net/task_group.hpp"

#include <utility>

namespace muster {

Announcer::Announcer(net::Clock& clock, net::Random& random, DaemonControl& control,
                     Settings settings, const std::optional<DaemonSettings>& begin,
                     TransportFor transports, OnProblem on_problem)
    : control_(control),
      settings_(std::move(settings)),
      notifier_(clock, random, transports, on_problem),
      commit_status_(clock, random, control, transports, on_problem) {
  apply(begin ? &*begin : nullptr);
}

void Announcer::apply(const DaemonSettings* settings) {
  DaemonSettings wanted = settings == nullptr ? DaemonSettings() : *settings;
  if (applied_ == wanted) return;
  notifier_.set_targets(wanted.notifications);
  commit_status_.set_target(wanted.commit_status);
  applied_ = std::move(wanted);
}

void Announcer::tell(const StatusEvent& event) {
  notifier_.tell(event, control_.status());
}

Task<void> Announcer::follow_settings(net::Context context) {
  while (!context.stop_requested()) {
    const auto& status = control_.status();
    const auto seen = status.version;
    if (!status.revision.empty()) apply(settings_());
    co_await control_.wait_for_change(context, seen);
  }
}

Task<void> Announcer::run(net::Context context) {
  auto group = co_await net::TaskGroup::open();
  group.spawn(follow_settings(context));
  group.spawn(notifier_.run(context));
  group.spawn(commit_status_.run(context));
  co_await group.join();
}

}  // namespace muster
