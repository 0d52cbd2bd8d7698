#pragma once

#include "controller/reconcile/status.hpp"
#include "controller/serve/outbox.hpp"
#include "model/kinds/project.hpp"

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace muster {

/// Tells people of events, as Project.spec.daemon.notifications says, each target on its own: one
/// that is slow or gone holds up nobody.
///
/// - generic: the event as /api/v1/events shows it, with the project and an id; signed by
///   X-Muster-Signature-256, "sha256=" and the HMAC-SHA256 of the body, if there is a secret.
/// - slack: {"text": ...}.
///
/// What is said of the same object, revision and reason is told once a day at most.
class Notifier {
 public:
  static constexpr Duration told_again_after = std::chrono::hours(24);
  static constexpr std::size_t told_max = 4096;

  /// Clock and random outlive it.
  Notifier(net::Clock& clock, net::Random& random, TransportFor transports, OnProblem on_problem);
  ~Notifier();

  /// From now on. What waits for a target that stays is still sent; one that cannot be used is a
  /// problem that is told, and left out.
  void set_targets(const std::vector<NotificationTarget>& targets);

  /// Returns at once.
  void tell(const StatusEvent& event, const DaemonStatus& status);

  /// Sends until the context is stopped.
  Task<void> run(net::Context context);

 private:
  struct Receiver;

  std::shared_ptr<Receiver> open(const NotificationTarget& target, std::size_t number);
  bool is_news(const StatusEvent& event);

  using What = std::tuple<ResourceKey, std::string, std::string>;  // object, revision, reason

  net::Clock& clock_;
  net::Random& random_;
  const TransportFor transports_;
  const OnProblem on_problem_;
  std::vector<std::shared_ptr<Receiver>> receivers_;
  std::map<What, Timestamp> told_;
  net::Event changed_;
};

}  // namespace muster
