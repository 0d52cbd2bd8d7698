#pragma once

#include "api/net/blocking_pool.hpp"
#include "api/net/clock.hpp"
#include "api/net/file_watch.hpp"
#include "controller/source/project_folder.hpp"
#include "controller/source/source.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace muster {

class SourcedFiles;

struct DirectorySourceOptions {
  /// Changes are announced when nothing more has changed for so long.
  Duration quiet = std::chrono::milliseconds(300);
  /// Between the two reads that have to agree.
  Duration between_reads = std::chrono::milliseconds(50);
};

/// A project's folder on this machine.
///
/// The revision covers the manifests and the contract; the text that a {file: PATH} of theirs
/// stands for belongs to the state of the project from when it was read first: a change of it makes
/// a new bundle, whose revision covers it too.
class DirectorySource final : public Source {
 public:
  /// `project` as given with --project: the folder or its muster.yaml. Clock and pool must outlive
  /// this.
  DirectorySource(net::Clock& clock, net::BlockingPool& pool, std::filesystem::path project,
                  DirectorySourceOptions options = {});
  ~DirectorySource() override;

  /// Files that change while they are read are read again; io if they never come to rest.
  Task<Result<std::shared_ptr<const Bundle>>> fetch(net::Context context) override;
  Task<void> wait_for_change(net::Context context) override;
  std::string name() const override;

 private:
  struct State;
  static Result<State> read(const std::filesystem::path& project,
                            std::shared_ptr<const SourcedFiles> sourced);

  net::Clock& clock_;
  net::BlockingPool& pool_;
  const std::filesystem::path project_;
  const DirectorySourceOptions options_;
  net::FileWatch watch_;
  std::shared_ptr<const Bundle> bundle_;
  std::string digest_;  // of the state that the bundle was made from
  std::shared_ptr<SourcedFiles> sourced_;
};

}  // namespace muster
