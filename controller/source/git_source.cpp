#include "controller/source/git_source.hpp"

#include "api/net/event.hpp"
#include "api/net/task_group.hpp"
#include "api/net/timeout.hpp"
#include "controller/source/git/interrupt.hpp"
#include "controller/source/git_work.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

git::Ref ref_of(const GitSourceOptions& options) {
  switch (options.follow) {
    case GitRefKind::branch:
      return {git::RefKind::branch, options.ref};
    case GitRefKind::tag:
      return {git::RefKind::tag, options.ref};
    case GitRefKind::commit:
      return {git::RefKind::commit, options.ref};
    case GitRefKind::default_branch:
      break;
  }
  return {};
}

/// The variables with HOME as it is now.
net::EnvironmentLookup keep_home(net::EnvironmentLookup environment) {
  auto home = environment("HOME");
  return [environment = std::move(environment), home = std::move(home)](const std::string& name) {
    return name == "HOME" ? home : environment(name);
  };
}

/// Interrupts at the deadline, or when it is cancelled itself before it is told that all is done.
Task<void> watch(net::Clock& clock, net::TimePoint deadline,
                 std::shared_ptr<git::Interrupt> interrupt) {
  co_await clock.sleep_until(deadline);
  interrupt->request(Errc::timed_out);
}

}  // namespace

Result<std::unique_ptr<GitSource>> GitSource::create(net::Clock& clock, net::BlockingPool& pool,
                                                     GitSourceOptions options) {
  MUSTER_TRY(auto address, git::parse_address(options.url));
  auto ref = ref_of(options);
  MUSTER_CHECK(git::check_ref(ref));
  options.url.clear();  // may hold a password
  if (address.protocol == git::Protocol::ssh) {
    options.environment = keep_home(std::move(options.environment));
    git::start_ssh();
  }
  auto work = std::make_shared<Work>(std::move(options), std::move(address), std::move(ref));
  return std::unique_ptr<GitSource>(new GitSource(clock, pool, std::move(work)));
}

GitSource::GitSource(net::Clock& clock, net::BlockingPool& pool, std::shared_ptr<Work> work)
    : clock_(clock), pool_(pool), work_(std::move(work)) {}

GitSource::~GitSource() = default;

Task<Result<std::shared_ptr<const Bundle>>> GitSource::fetch(net::Context context) {
  const auto permit = co_await one_at_a_time_.acquire();
  if (context.stop_requested()) co_return fail(Errc::cancelled, "interrupted");
  const auto interrupt = std::make_shared<git::Interrupt>();
  const net::StopListener stop(context, [interrupt] { interrupt->request(Errc::cancelled); });
  const auto deadline = std::min(context.deadline(), clock_.now() + work_->options().timeout);
  auto group = co_await net::TaskGroup::open();
  group.spawn(watch(clock_, deadline, interrupt));
  auto task = [work = work_, interrupt] { return work->fetch(*interrupt); };
  auto fetched = co_await pool_.run(std::move(task));
  group.cancel();
  co_await group.join();
  co_return fetched;
}

Task<void> GitSource::wait_for_change(net::Context context) {
  net::Gate stopped;
  const net::StopListener stop(context, [&stopped] { stopped.open(); });
  if (context.stop_requested()) co_return;
  if (context.deadline() == net::TimePoint::max()) {
    co_await stopped.wait();
  } else {
    auto waiting = stopped.wait();
    co_await net::ends_within(clock_, std::move(waiting), context.deadline() - clock_.now());
  }
}

std::string GitSource::name() const {
  return work_->name();
}

std::size_t GitSource::files_read() const {
  return work_->files_read();
}

}  // namespace muster
