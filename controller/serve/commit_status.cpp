#include "controller/serve/commit_status.hpp"

#include "api/net/task_group.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace muster {
namespace {

constexpr const char* context_name = "muster";
constexpr std::size_t description_max = 140;  // characters, GitHub's limit
constexpr std::size_t commits_max = 64;       // remembered

const Condition* find_condition(const DaemonStatus& status, std::string_view type) {
  const auto found = std::ranges::find(status.conditions, type, &Condition::type);
  return found == status.conditions.end() ? nullptr : &*found;
}

bool is_commit(const std::string& revision) {
  return revision.size() == 40 && revision.find(':') == std::string::npos;
}

/// The first line, short enough for everybody, not cut through a character.
std::string short_text(std::string text) {
  text = text.substr(0, text.find('\n'));
  std::size_t characters = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
    if (++characters > description_max) break;
    if (characters == description_max - 2) end = i;
  }
  return characters <= description_max ? text : text.substr(0, end) + "...";
}

CommitState state_of(const std::string& reason) {
  for (const auto* waits : {"WaitingForApproval", "Suspended"})
    if (reason == waits) return CommitState::pending;
  for (const auto* ours : {"ObservationFailed", "LedgerFailed", "RecoveryFailed", "Locked"})
    if (reason == ours) return CommitState::error;
  return CommitState::failure;
}

CommitReport report_in_force(const DaemonStatus& status) {
  CommitReport report{.commit = status.revision, .description = "muster has seen it"};
  const auto* ready = find_condition(status, "Ready");
  const auto* applying = find_condition(status, "Reconciling");
  if (applying != nullptr && applying->status) {
    report.description = "applying: " + applying->message;
  } else if (ready != nullptr && ready->observed_revision == status.revision) {
    report.state = ready->status ? CommitState::success : state_of(ready->reason);
    report.description =
        ready->status ? "the account is as wanted" : ready->reason + ": " + ready->message;
  }
  report.description = short_text(report.description);
  return report;
}

/// GitLab knows no "error", and says failed for failure.
const char* gitlab_state(CommitState state) {
  switch (state) {
    case CommitState::pending:
      return "pending";
    case CommitState::success:
      return "success";
    case CommitState::failure:
    case CommitState::error:
      break;
  }
  return "failed";
}

/// "owner/name", each part escaped and the slash between kept.
std::string escaped_path(const std::string& path) {
  std::string out;
  std::size_t start = 0;
  while (start <= path.size()) {
    const auto end = std::min(path.find('/', start), path.size());
    out += (start == 0 ? "" : "/") + net::percent_encode(path.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

}  // namespace

std::vector<CommitReport> commit_reports(const DaemonStatus& status) {
  std::vector<CommitReport> reports;
  const auto* source = find_condition(status, "SourceReady");
  const bool broken = source != nullptr && !source->status && source->reason == "InvalidManifests";
  if (broken && status.latest_revision != status.revision && is_commit(status.latest_revision))
    reports.push_back({status.latest_revision, CommitState::failure,
                       short_text("the manifests cannot be used: " + source->message)});
  if (is_commit(status.revision)) reports.push_back(report_in_force(status));
  return reports;
}

net::HttpRequest commit_status_request(const CommitStatusTarget& target, const std::string& base,
                                       const CommitReport& report) {
  net::HttpRequest request{.method = "POST"};
  request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  if (target.forge == GitForge::github) {
    request.target =
        base + "/repos/" + escaped_path(target.repository) + "/statuses/" + report.commit;
    request.headers.emplace_back("Authorization", "Bearer " + target.token.text);
    request.body = to_json(Value::Map{{"state", std::string(to_string(report.state))},
                                      {"context", context_name},
                                      {"description", report.description}});
    return request;
  }
  request.target = base + "/projects/" + net::percent_encode(target.repository) + "/statuses/" +
                   report.commit + "?state=" + gitlab_state(report.state) +
                   "&name=" + context_name +
                   "&description=" + net::percent_encode(report.description);
  request.headers.emplace_back("PRIVATE-TOKEN", target.token.text);
  request.body = "{}";
  return request;
}

/// Where the reports go.
struct CommitStatus::Place {
  CommitStatusTarget target;
  std::string base;
  std::unique_ptr<Outbox> outbox;
  bool running = false;
};

CommitStatus::CommitStatus(net::Clock& clock, net::Random& random, DaemonControl& control,
                           TransportFor transports, OnProblem on_problem)
    : clock_(clock),
      random_(random),
      control_(control),
      transports_(std::move(transports)),
      on_problem_(std::move(on_problem)) {}

CommitStatus::~CommitStatus() = default;

void CommitStatus::set_target(const std::optional<CommitStatusTarget>& target) {
  if (place_ && target && place_->target == *target) return;
  if (place_) place_->outbox->close();
  place_.reset();
  written_.clear();
  changed_.notify();
  if (!target) return;
  const auto problem = [this] {
    on_problem_(
        "commit statuses cannot be sent: see commitStatus.api, the proxy and SSL_CERT_FILE");
  };
  const auto url = net::parse_url(target->api);
  if (!url) return problem();
  auto transport = transports_(*url);
  if (!transport) return problem();
  place_ = std::make_shared<Place>();
  place_->target = *target;
  place_->base = url->path;
  place_->outbox = std::make_unique<Outbox>(clock_, random_, *std::move(transport), "commit status",
                                            on_problem_);
}

void CommitStatus::write(const CommitReport& report) {
  const auto known = written_.find(report.commit);
  const bool first_time = known == written_.end();
  if (!first_time && report.state == known->second.state) return;
  // After a verdict only another verdict counts.
  if (!first_time && report.state == CommitState::pending) return;
  place_->outbox->push(report.commit, commit_status_request(place_->target, place_->base, report));
  if (first_time && written_.size() >= commits_max) written_.clear();
  written_.insert_or_assign(report.commit, report);
}

Task<void> CommitStatus::follow(net::Context context) {
  while (!context.stop_requested()) {
    const auto seen = control_.status().version;
    if (place_)
      for (const auto& report : commit_reports(control_.status())) write(report);
    co_await control_.wait_for_change(context, seen);
  }
}

namespace {

/// Keeps the place for as long as it sends.
template <class Place>
Task<void> keep_sending(std::shared_ptr<Place> place, net::Context context) {
  co_await place->outbox->run(context);
  place->running = false;
}

}  // namespace

Task<void> CommitStatus::run(net::Context context) {
  const net::StopListener stop(context, [this] { changed_.notify(); });
  auto group = co_await net::TaskGroup::open();
  group.spawn(follow(context));
  while (!context.stop_requested()) {
    if (place_ && !std::exchange(place_->running, true)) group.spawn(keep_sending(place_, context));
    co_await changed_.wait();
  }
  co_await group.join();
}

}  // namespace muster
