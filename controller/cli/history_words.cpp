#include "controller/cli/history_words.hpp"

#include "controller/cli/table.hpp"
#include "diff/field_diff.hpp"
#include "diff/plan_words.hpp"

#include <algorithm>

namespace muster::cli {
namespace {

std::string to_the_second(Timestamp at) {
  return format_timestamp(std::chrono::floor<std::chrono::seconds>(at));
}

Value keys_value(const std::vector<ResourceKey>& keys) {
  Value::List list;
  for (const auto& key : keys) list.emplace_back(to_string(key));
  return list;
}

std::string joined(const std::vector<ResourceKey>& keys) {
  std::string text;
  for (const auto& key : keys) text += (text.empty() ? "" : ", ") + to_string(key);
  return text.empty() ? "nothing" : text;
}

std::string resource_of(const HistoryLine& line) {
  return line.key.name.empty() ? "" : to_string(line.key);
}

std::string by_plan(const HistoryLine& line) {
  const auto at = to_the_second(line.ended.value_or(line.at));
  return at + (line.plan_hash.empty() ? "" : " by plan " + short_hash(line.plan_hash)) +
         (line.revision.empty() ? "" : " of revision " + short_hash(line.revision)) + " (entry " +
         std::to_string(line.entry) +
         (line.request_id.empty() ? "" : ", request " + line.request_id) + ")";
}

std::string fact(const std::string& name, const std::string& what) {
  constexpr std::size_t column = 12;
  return "  " + name + std::string(column - std::min(column, name.size()), ' ') + what + "\n";
}

std::string place_of(const Whereabouts& where) {
  if (!where.readable) return "not known: the manifests have errors, see `muster validate`";
  if (where.position.line == 0) return "none";
  return where.position.file + ":" + std::to_string(where.position.line);
}

std::string headline(const ResourceKey& key, const Origin& origin, const Whereabouts& where) {
  const auto name = to_string(key);
  if (origin.record) return name + " is " + origin.record->id.text + " in the account.\n";
  if (origin.ended)
    return name + " is not muster's any more: it was " + origin.ended->outcome + ".\n";
  if (!origin.history.empty()) return name + " was never made so far.\n";
  return name + " is wanted by " + place_of(where) + " and was never applied.\n";
}

std::string protection_of(const RecordedResource& record) {
  return std::string(record.protect ? "protected from deletion" : "none") +
         (record.on_delete == OnDelete::retain
              ? "; when its manifest goes, it stays in the account (onDelete: retain)"
              : "");
}

std::string record_text(const ResourceKey& key, const RecordedResource& record) {
  std::string text = "\nWhat was last applied:\n";
  for (const auto& leaf : leaves(spec_schema(key.kind), record.applied))
    text += "  " + field_line(leaf) + "\n";
  return text;
}

Value line_value(const HistoryLine& line) {
  return Value::Map{{"entry", line.entry},
                    {"at", format_timestamp(line.at)},
                    {"ended", line.ended ? Value(format_timestamp(*line.ended)) : Value()},
                    {"plan", line.plan_hash},
                    {"revision", line.revision.empty() ? Value() : Value(line.revision)},
                    {"resource", line.key.name.empty() ? Value() : Value(resource_of(line))},
                    {"operation", line.operation},
                    {"outcome", line.outcome},
                    {"id", line.remote_id},
                    {"request", line.request_id.empty() ? Value() : Value(line.request_id)},
                    {"detail", line.detail}};
}

}  // namespace

std::string short_hash(const std::string& hash) {
  constexpr std::size_t digits = 12;
  return hash.substr(0, digits);
}

std::string history_text(const std::vector<HistoryLine>& lines, std::size_t width) {
  Table table({"ENTRY", "TIME", "PLAN", "RESOURCE", "OPERATION", "OUTCOME", "ID", "DETAIL"});
  for (const auto& line : lines)
    table.add({std::to_string(line.entry), to_the_second(line.at), short_hash(line.plan_hash),
               resource_of(line), line.operation, line.outcome, line.remote_id, line.detail});
  return table.render(width);
}

Value history_value(const std::vector<HistoryLine>& lines) {
  Value::List list;
  for (const auto& line : lines) list.push_back(line_value(line));
  return Value::Map{{"history", std::move(list)}};
}

std::string origin_text(const ResourceKey& key, const Origin& origin, const Whereabouts& where,
                        std::size_t width) {
  std::string text = headline(key, origin, where);
  if (origin.begun) text += fact(origin.begun->outcome, by_plan(*origin.begun));
  if (origin.ended) text += fact(origin.ended->outcome, by_plan(*origin.ended));
  text += fact("manifest", place_of(where));
  if (origin.record) {
    text += fact("protection", protection_of(*origin.record));
    text += fact("depends on", joined(origin.record->depends_on));
    text += fact("needed by", joined(origin.needed_by));
    for (const auto& id : origin.record->superseded)
      text += fact("still there", id.text + ", an earlier one that is yet to be deleted");
    text += record_text(key, *origin.record);
  }
  std::string clean;
  for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
    end = std::min(text.find('\n', at), text.size());
    clean += printable(text.substr(at, end - at)) + "\n";
  }
  if (!origin.history.empty()) clean += "\nWhat was done:\n" + history_text(origin.history, width);
  if (!origin.open.empty())
    clean +=
        "\nThe result of what is \"open\" is not recorded, as after an interrupted run: the next "
        "`muster apply` looks it up in the account first.\n";
  return clean;
}

Value origin_value(const ResourceKey& key, const Origin& origin, const Whereabouts& where) {
  Value::Map map = {{"resource", to_string(key)}, {"owned", origin.record.has_value()}};
  map.emplace_back("manifest", where.position.line == 0 ? Value() : Value(place_of(where)));
  if (origin.record) {
    const auto& record = *origin.record;
    Value::List superseded;
    for (const auto& id : record.superseded) superseded.emplace_back(id.text);
    map.emplace_back("id", record.id.text);
    map.emplace_back("name", record.remote_name);
    map.emplace_back("createdAt", format_timestamp(record.created_at));
    map.emplace_back("updatedAt", format_timestamp(record.updated_at));
    map.emplace_back("protect", record.protect);
    map.emplace_back("onDelete", std::string(to_string(record.on_delete)));
    map.emplace_back("dependsOn", keys_value(record.depends_on));
    map.emplace_back("superseded", std::move(superseded));
    map.emplace_back("applied", record.applied);
  }
  map.emplace_back("neededBy", keys_value(origin.needed_by));
  Value::List lines;
  for (const auto& line : origin.history) lines.push_back(line_value(line));
  map.emplace_back("history", std::move(lines));
  return map;
}

}  // namespace muster::cli
