#pragma once

#include "controller/cli/options.hpp"
#include "model/value.hpp"

#include <cstddef>
#include <string>

namespace muster::cli {

/// A map for people: names and values below each other, maps indented, lists of maps as tables. No
/// table is wider than `width`; 0: no limit. Ends with a newline.
std::string facts_text(const Value& map, std::size_t width);

/// The same as the format wants it.
std::string render_facts(const Value& map, Format format);

}  // namespace muster::cli
