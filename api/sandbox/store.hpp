#pragma once

#include "api/sandbox/cloud.hpp"
#include "model/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace muster::sandbox {

/// A cloud's state in a file: lines of JSON, first everything, then each change as it happened, one
/// line per request. What was appended survives the death of the process; a last line that was cut
/// off belongs to a change that was never answered, and is dropped. Rewritten when it is opened,
/// when the changes outweigh the state, and when it is closed.
class Store {
 public:
  /// Loads the file into `cloud`, which must be new, or begins it when there is none.
  /// Errors: locked (another process uses it), corrupt (with the line), unsupported_version, io.
  static Result<Store> open(std::filesystem::path path, Cloud& cloud);
  Store(Store&& other) noexcept;
  Store& operator=(Store&&) = delete;
  ~Store();

  /// Appends what has changed in the cloud since the last call. After an error the file is
  /// rewritten on the next call.
  Result<void> save(Cloud& cloud);
  /// Rewrites the file: written beside, flushed to the disk, then renamed.
  Result<void> compact(Cloud& cloud);

 private:
  explicit Store(std::filesystem::path path) : path_(std::move(path)) {}
  Result<void> take_lock();
  Result<void> load(Cloud& cloud) const;

  std::filesystem::path path_;
  int lock_ = -1;
  int file_ = -1;
  std::size_t appended_ = 0;
  bool broken_ = false;
};

}  // namespace muster::sandbox
