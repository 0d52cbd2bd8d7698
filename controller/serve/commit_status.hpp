#pragma once

#include "controller/reconcile/control.hpp"
#include "controller/serve/outbox.hpp"
#include "model/enum_names.hpp"
#include "model/kinds/project.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster {

enum class CommitState { pending, success, failure, error };
template <>
inline constexpr auto enum_names<CommitState> =
    std::to_array<std::pair<CommitState, std::string_view>>({{CommitState::pending, "pending"},
                                                             {CommitState::success, "success"},
                                                             {CommitState::failure, "failure"},
                                                             {CommitState::error, "error"}});

/// What is written beside a commit.
struct CommitReport {
  std::string commit;
  CommitState state = CommitState::pending;
  std::string description;
  bool operator==(const CommitReport&) const = default;
};

/// How the commit in force came out, and one that could not be used; nothing for a folder, whose
/// revisions are no commits.
std::vector<CommitReport> commit_reports(const DaemonStatus& status);

/// The request that writes it: GitHub's POST repos/OWNER/NAME/statuses/SHA or GitLab's POST
/// projects/ID/statuses/SHA, and whatever is compatible. `base` is the path of the API's address.
net::HttpRequest commit_status_request(const CommitStatusTarget& target, const std::string& base,
                                       const CommitReport& report);

/// Writes the outcome of each commit, success and failure alike. Pending only until there is one:
/// a daemon that heals drift for months would wear out the list that forges keep of a commit.
class CommitStatus {
 public:
  /// All outlive it.
  CommitStatus(net::Clock& clock, net::Random& random, DaemonControl& control,
               TransportFor transports, OnProblem on_problem);
  ~CommitStatus();

  /// From now on; empty: nowhere.
  void set_target(const std::optional<CommitStatusTarget>& target);

  /// Follows the daemon's status until the context is stopped.
  Task<void> run(net::Context context);

 private:
  struct Place;

  void write(const CommitReport& report);
  Task<void> follow(net::Context context);

  net::Clock& clock_;
  net::Random& random_;
  DaemonControl& control_;
  const TransportFor transports_;
  const OnProblem on_problem_;
  std::shared_ptr<Place> place_;
  std::map<std::string, CommitReport> written_;  // by commit
  net::Event changed_;
};

}  // namespace muster
