#pragma once

#include "controller/ledger/history.hpp"
#include "model/diagnostic.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace muster::cli {

/// As many digits of a plan's hash as people need to tell plans apart.
std::string short_hash(const std::string& hash);

/// A table, no wider than `width` unless that is 0.
std::string history_text(const std::vector<HistoryLine>& lines, std::size_t width);
Value history_value(const std::vector<HistoryLine>& lines);

/// Where the manifest stands that wants a resource, as far as that is known.
struct Whereabouts {
  bool readable = true;  // false: the manifests have errors
  Position position;     // line 0: there is no manifest
};

/// Paragraphs about one resource, for `why`.
std::string origin_text(const ResourceKey& key, const Origin& origin,
                        const Whereabouts& whereabouts, std::size_t width);
Value origin_value(const ResourceKey& key, const Origin& origin, const Whereabouts& whereabouts);

}  // namespace muster::cli
