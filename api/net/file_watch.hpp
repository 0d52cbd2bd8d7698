#pragma once

#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/task.hpp"

#include <filesystem>
#include <memory>

namespace muster::net {

/// Tells when something changes in a folder or below it; hidden names and what lies in hidden
/// folders do not count. Watches from its construction on, so that nothing is missed between two
/// calls. What cannot be watched (too many folders, a file system that does not tell) is silently
/// left out: whoever needs to be sure also looks from time to time.
class FileWatch {
 public:
  FileWatch(Clock& clock, std::filesystem::path folder, Duration quiet);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  /// Returns when something has changed since the last call and then nothing more for the quiet
  /// time, or it went on changing for ten times as long; or when the context is stopped or its
  /// deadline is reached.
  Task<void> changed(Context context);

  /// Folders watched now.
  std::size_t folders() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::net
