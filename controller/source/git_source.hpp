#pragma once

#include "api/net/blocking_pool.hpp"
#include "api/net/clock.hpp"
#include "api/net/proxy.hpp"
#include "api/net/semaphore.hpp"
#include "controller/source/source.hpp"
#include "model/result.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace muster {

enum class GitRefKind { default_branch, branch, tag, commit };

struct GitSourceOptions {
  /// https, http, ssh, user@host:path or a path. What it holds of names and passwords is used and
  /// never shown.
  std::string url;
  GitRefKind follow = GitRefKind::default_branch;
  std::string ref;     // of a branch or tag, or the 40 digits of a commit
  std::string folder;  // of the project within the repository; empty for all of it
  /// Where repositories are kept between fetches, each in a folder of its own.
  std::filesystem::path cache;
  /// If not empty: the newest commit has to be signed by somebody in this allowed_signers file.
  std::filesystem::path allowed_signers;
  /// Of one fetch; the context's deadline may be sooner.
  Duration timeout = std::chrono::minutes(5);
  /// Where credentials come from: see git::read_access(). Looked at for each fetch.
  net::EnvironmentLookup environment = net::process_environment;
};

/// A project in a git repository, read from a bare copy without ever being checked out; from the
/// repository itself if that is on this machine.
///
/// - Each fetch asks where the ref stands and gets only what is new; commits are read by the ids of
///   their files, so that unchanged ones are not read again.
/// - Links inside the repository are followed. Links out of it and submodules are refused.
///   {file: PATH} is read from the same commit.
/// - Signatures are checked on the commit that would come into force, not on those before it.
/// - It can only be polled: wait_for_change() returns when the context is stopped.
class GitSource final : public Source {
 public:
  /// Clock and pool must outlive this. Errors: invalid_input (URL, ref, folder).
  static Result<std::unique_ptr<GitSource>> create(net::Clock& clock, net::BlockingPool& pool,
                                                   GitSourceOptions options);
  ~GitSource() override;

  Task<Result<std::shared_ptr<const Bundle>>> fetch(net::Context context) override;
  Task<void> wait_for_change(net::Context context) override;
  std::string name() const override;

  /// Files that the last new bundle took out of the repository, and not from the bundle before.
  std::size_t files_read() const;

 private:
  class Work;
  GitSource(net::Clock& clock, net::BlockingPool& pool, std::shared_ptr<Work> work);

  net::Clock& clock_;
  net::BlockingPool& pool_;
  std::shared_ptr<Work> work_;
  net::Semaphore one_at_a_time_{1};
};

}  // namespace muster
