#include "controller/cli/csv.hpp"

#include "model/money.hpp"

#include <array>

namespace muster::cli {
namespace {

/// The last four are the full-width forms, which some spreadsheets read too.
constexpr auto formula_starts = std::to_array<std::string_view>(
    {"=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"});

bool looks_like_formula(std::string_view text) {
  if (parse_money(text, Currency::usd)) return false;  // a plain number, which may be negative
  for (const auto start : formula_starts)
    if (text.starts_with(start)) return true;
  return false;
}

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string cell = looks_like_formula(text) ? "'" : "";
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csv_document(const Listing& listing) {
  std::string text;
  for (std::size_t i = 0; i < listing.columns.size(); ++i)
    text += (i == 0 ? "" : ",") + csv_cell(listing.columns[i].name);
  text += "\n";
  for (const auto& row : listing.rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      text += (i == 0 ? "" : ",") + csv_cell(cell_of(row[i]));
    text += "\n";
  }
  return text;
}

}  // namespace muster::cli
