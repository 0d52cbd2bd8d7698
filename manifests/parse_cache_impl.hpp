#pragma once

#include "manifests/parse_cache.hpp"
#include "manifests/variables.hpp"
#include "model/resource.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What a file without problems holds. Nothing in it was read from elsewhere.
struct KnownFile {
  std::optional<Resource> project;
  std::vector<Resource> resources;  // with variables put in, before replicas are expanded
};

struct ParseCache::Impl {
  void begin_load();
  /// Null for a file that is to be read.
  const KnownFile* find(const std::string& path, const std::string& digest);
  const KnownFile& keep(const std::string& path, std::string digest, KnownFile file);
  void end_load();

  struct Entry {
    std::string digest;  // of the text
    KnownFile file;
    std::uint64_t load = 0;  // that needed it last
  };
  std::map<std::string, Entry> entries;  // by path
  VariableValues variables;              // that were put in
  std::uint64_t load = 0;
  std::size_t parsed = 0;
};

}  // namespace muster
