#pragma once

#include "controller/cli/listing.hpp"

#include <string>
#include <string_view>

namespace muster::cli {

/// A cell of a CSV file (RFC 4180): quoted where it has to be. A text that a spreadsheet would take
/// for a formula gets an apostrophe before it, since names in the account may be anybody's.
std::string csv_cell(std::string_view text);

/// All columns under their names, a line each row.
std::string csv_document(const Listing& listing);

}  // namespace muster::cli
