#pragma once

#include "manifests/loader.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace muster {

/// What files held when they were read last, for whoever loads a project again and again: only
/// files whose text is another are read, those that had problems or take something from other files
/// or the environment, and all of them when a variable has another value.
class ParseCache {
 public:
  ParseCache();
  ~ParseCache();
  ParseCache(const ParseCache&) = delete;
  ParseCache& operator=(const ParseCache&) = delete;

  /// Files that the last load() read.
  std::size_t parsed() const;

  struct Impl;  // of the loader
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// As load() without it; what is not among the files any more is dropped from the cache.
Loaded load(const std::vector<ManifestFile>& files, const LoadOptions& options, ParseCache& cache);

}  // namespace muster
