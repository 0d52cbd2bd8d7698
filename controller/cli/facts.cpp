#include "controller/cli/facts.hpp"

#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/listing.hpp"
#include "controller/cli/table.hpp"
#include "diff/plan_words.hpp"

#include <algorithm>

namespace muster::cli {
namespace {

constexpr std::size_t indent_step = 2;

/// The maps of a list of nothing but maps; null for anything else.
const Value::List* rows_of(const Value& value) {
  const auto* list = value.get_if<Value::List>();
  if (list == nullptr || list->empty()) return nullptr;
  const bool maps = std::ranges::all_of(
      *list, [](const Value& item) { return item.get_if<Value::Map>() != nullptr; });
  return maps ? list : nullptr;
}

std::string indented(const std::string& text, std::size_t by) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    out += std::string(by, ' ') + text.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

std::string table_of(const Value::List& rows, std::size_t width) {
  std::vector<std::string> names;
  for (const auto& row : rows)
    for (const auto& [name, value] : *row.get_if<Value::Map>())
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  std::vector<std::string> headers;
  for (const auto& name : names) headers.push_back(header_of(name));
  Table table(std::move(headers));
  for (const auto& row : rows) {
    std::vector<std::string> cells;
    for (const auto& name : names) {
      const Value* value = row.find(name);
      cells.push_back(value == nullptr ? "" : cell_of(*value));
    }
    table.add(std::move(cells));
  }
  return table.render(width);
}

void write(const Value::Map& map, std::size_t indent, std::size_t width, std::string& out) {
  std::size_t longest = 0;
  for (const auto& [name, value] : map)
    if (rows_of(value) == nullptr && value.get_if<Value::Map>() == nullptr)
      longest = std::max(longest, name.size());
  const std::size_t room = width > indent + indent_step ? width - indent - indent_step : width;
  for (const auto& [name, value] : map) {
    const std::string margin(indent, ' ');
    if (const auto* rows = rows_of(value)) {
      out +=
          margin + printable(name) + ":\n" + indented(table_of(*rows, room), indent + indent_step);
    } else if (const auto* members = value.get_if<Value::Map>()) {
      out += margin + printable(name) + ":\n";
      write(*members, indent + indent_step, width, out);
    } else {
      const std::string cell = cell_of(value);
      out += margin + printable(name) + std::string(longest - name.size() + indent_step, ' ') +
             (cell.empty() ? "-" : printable(cell)) + "\n";
    }
  }
}

}  // namespace

std::string facts_text(const Value& map, std::size_t width) {
  std::string out;
  if (const auto* members = map.get_if<Value::Map>()) write(*members, 0, width, out);
  return out;
}

std::string render_facts(const Value& map, Format format) {
  if (format == Format::json) return json_document(map);
  if (format == Format::yaml) return yaml_document(map);
  return facts_text(map, output_width());
}

}  // namespace muster::cli
