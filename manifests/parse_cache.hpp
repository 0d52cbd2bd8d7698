#pragma once

#include "manifests/loader.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace muster {

/// The YAML of files as it was read last, for whoever loads a project again and again: only files
/// whose text is another are parsed. Holds about as much memory as the texts take ten times over.
class ParseCache {
 public:
  ParseCache();
  ~ParseCache();
  ParseCache(const ParseCache&) = delete;
  ParseCache& operator=(const ParseCache&) = delete;

  /// Files that the last load() parsed.
  std::size_t parsed() const;

  struct Impl;  // of the loader
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// As load() without it; what is not among the files any more is dropped from the cache.
Loaded load(const std::vector<ManifestFile>& files, const LoadOptions& options, ParseCache& cache);

}  // namespace muster
