#pragma once

#include "controller/reconcile/control.hpp"
#include "controller/serve/commit_status.hpp"
#include "controller/serve/notifier.hpp"

#include <functional>
#include <optional>

namespace muster {

/// All that the daemon says by itself: notifications and commit statuses, as the revision in force
/// wants them.
class Announcer {
 public:
  /// Of the revision in force; null if it says nothing, or if there is none yet.
  using Settings = std::function<const DaemonSettings*()>;

  /// `begin` is what holds before there is a revision. Clock, random and control outlive it.
  Announcer(net::Clock& clock, net::Random& random, DaemonControl& control, Settings settings,
            const std::optional<DaemonSettings>& begin, TransportFor transports,
            OnProblem on_problem);

  /// Returns at once.
  void tell(const StatusEvent& event);

  /// Until the context is stopped.
  Task<void> run(net::Context context);

 private:
  void apply(const DaemonSettings* settings);
  Task<void> follow_settings(net::Context context);

  DaemonControl& control_;
  const Settings settings_;
  Notifier notifier_;
  CommitStatus commit_status_;
  std::optional<DaemonSettings> applied_;
};

}  // namespace muster
