#pragma once

#include "model/result.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace muster {

/// What each {file: PATH} has stood for since it was first read, failures included: a file that
/// appears is a change. Locked, because manifests may be loaded on the pool.
class SourcedFiles {
 public:
  using Reader =
      std::function<Result<std::string>(const std::string& manifest, const std::string& path)>;

  explicit SourcedFiles(Reader reader) : reader_(std::move(reader)) {}

  Result<std::string> read(const std::string& manifest, const std::string& path);

  /// Of all that has been read, as it was then; empty if nothing was.
  std::string digest() const;
  /// Of the same files as they are now.
  std::string digest_now() const;

 private:
  using Texts = std::map<std::pair<std::string, std::string>, Result<std::string>>;

  static std::string digest_of(const Texts& texts);

  const Reader reader_;
  mutable std::mutex mutex_;
  Texts texts_;
};

}  // namespace muster
