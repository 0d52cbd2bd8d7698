#include "controller/cli/listing.hpp"

#include "controller/cli/console.hpp"
#include "controller/cli/csv.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/table.hpp"
#include "diff/field_diff.hpp"
#include "diff/plan_words.hpp"

#include <utility>

namespace muster::cli {
namespace {

Value document_of(const Listing& listing) {
  Value::List items;
  for (const auto& row : listing.rows) {
    Value::Map map;
    for (std::size_t i = 0; i < row.size(); ++i) map.emplace_back(listing.columns[i].name, row[i]);
    items.emplace_back(std::move(map));
  }
  Value::Map document = {{"kind", listing.kind}, {"items", std::move(items)}};
  if (!listing.summary.is_null()) document.emplace_back("summary", listing.summary);
  return document;
}

std::string table_of(const Listing& listing, bool wide) {
  std::vector<std::string> headers;
  for (const auto& column : listing.columns)
    if (wide || !column.wide) headers.push_back(header_of(column.name));
  Table table(std::move(headers));
  for (const auto& row : listing.rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < row.size(); ++i)
      if (wide || !listing.columns[i].wide) cells.push_back(cell_of(row[i]));
    table.add(std::move(cells));
  }
  return table.render(wide ? 0 : output_width());
}

}  // namespace

std::string header_of(const std::string& name) {
  std::string header;
  bool after_lower = false;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && after_lower) header += '-';
    after_lower = !upper;
    header += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return header;
}

std::string cell_of(const Value& value) {
  if (value.is_null()) return "";
  if (const auto* text = value.get_if<std::string>()) return *text;
  const auto* list = value.get_if<Value::List>();
  if (list == nullptr) return to_display(value);
  std::string cell;
  for (const auto& item : *list) cell += (cell.empty() ? "" : ",") + cell_of(item);
  return cell;
}

std::string render(const Listing& listing, Format format) {
  if (format == Format::json) return json_document(document_of(listing));
  if (format == Format::yaml) return yaml_document(document_of(listing));
  if (format == Format::csv) return csv_document(listing);
  if (listing.rows.empty()) return listing.when_empty + "\n";
  const auto table = table_of(listing, format == Format::wide);
  return listing.totals.empty() ? table : table + "\n" + printable(listing.totals) + "\n";
}

}  // namespace muster::cli
