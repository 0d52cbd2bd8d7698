#pragma once

#include "manifests/parse_cache.hpp"
#include "manifests/yaml_parser.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace muster {

struct ParseCache::Impl {
  void begin_load();
  /// A copy, as whoever loads changes it.
  ParsedYaml get(const SourceText& source, const std::string& text);
  void end_load();

  struct Entry {
    std::string digest;  // of the text
    ParsedYaml yaml;
    std::uint64_t load = 0;  // that needed it last
  };
  std::map<std::string, Entry> entries;  // by path
  std::uint64_t load = 0;
  std::size_t parsed = 0;
};

}  // namespace muster
