#pragma once

#include "model/result.hpp"

#include <functional>
#include <string>
#include <utility>

namespace muster {

/// Makes the file, for its owner alone (0600), with what `fill` writes into it; missing
/// directories are made 0700. A file that exists is left as it is. The name appears only when the
/// file is complete, so an empty file is never a young one. Errors: io, those of `fill`.
Result<void> create_ledger_file(const std::string& path,
                                const std::function<Result<void>(const std::string&)>& fill);

/// Errors: io when it cannot be read, corrupt when it is empty.
Result<void> check_ledger_file(const std::string& path);

/// Held while this process works on a ledger; the system lets go of it when the process dies.
class FileLock {
 public:
  FileLock() = default;
  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

  /// True when it is held now. False when somebody else has it, or the file system knows no locks.
  bool try_hold(const std::string& path);
  bool held() const { return descriptor_ >= 0; }
  void release();

 private:
  int descriptor_ = -1;
};

}  // namespace muster
