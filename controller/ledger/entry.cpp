#include "controller/ledger/entry.hpp"

#include "model/digest.hpp"
#include "model/enum_names.hpp"
#include "model/value.hpp"

#include <array>
#include <utility>

namespace muster {
namespace {

constexpr auto outcome_names = std::to_array<std::pair<Outcome, std::string_view>>({
    {Outcome::created, "created"},
    {Outcome::applied, "applied"},
    {Outcome::deleted, "deleted"},
    {Outcome::adopted, "adopted"},
    {Outcome::forgotten, "forgotten"},
    {Outcome::failed, "failed"},
});

Value id_value(const std::optional<RemoteId>& id) {
  return id ? Value(id->text) : Value();
}

Value keys_value(const std::vector<ResourceKey>& keys) {
  Value::List list;
  for (const auto& key : keys) list.emplace_back(to_string(key));
  return list;
}

std::unexpected<Error> unreadable(std::string_view what) {
  return fail(Errc::corrupt, "a ledger entry has no readable " + std::string(what));
}

/// Takes the members of a map out one by one; remembers the first that does not fit.
class Reader {
 public:
  explicit Reader(const Value& map) : map_(map) {}

  std::string text(std::string_view name) {
    const auto* value = find(name);
    const auto* found = value == nullptr ? nullptr : value->get_if<std::string>();
    if (found == nullptr) return bad(name), std::string();
    return *found;
  }
  std::string text_if_any(std::string_view name) {
    return find(name) == nullptr ? std::string() : text(name);
  }
  bool flag(std::string_view name) {
    const auto* value = find(name);
    const auto* found = value == nullptr ? nullptr : value->get_if<bool>();
    if (found == nullptr) return bad(name), false;
    return *found;
  }
  std::int64_t number(std::string_view name) {
    const auto* value = find(name);
    const auto* found = value == nullptr ? nullptr : value->get_if<std::int64_t>();
    if (found == nullptr) return bad(name), 0;
    return *found;
  }
  std::optional<RemoteId> id(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return RemoteId{text(name)};
  }
  Timestamp instant(std::string_view name) {
    const auto found = parse_timestamp(text(name));
    if (!found) bad(name);
    return found.value_or(Timestamp{});
  }
  std::optional<Timestamp> instant_if_any(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return instant(name);
  }
  Value value(std::string_view name) {
    const auto* found = find(name);
    return found == nullptr ? Value() : *found;
  }
  ResourceKey key(std::string_view name) { return parse_key(name, text(name)); }
  std::vector<ResourceKey> keys(std::string_view name) {
    std::vector<ResourceKey> all;
    const auto* value = find(name);
    const auto* list = value == nullptr ? nullptr : value->get_if<Value::List>();
    if (list == nullptr) return bad(name), all;
    for (const auto& item : *list) {
      const auto* found = item.get_if<std::string>();
      if (found == nullptr) return bad(name), all;
      all.push_back(parse_key(name, *found));
    }
    return all;
  }
  template <class E>
  E word(std::string_view name) {
    const auto found = parse_enum<E>(text(name));
    if (!found) return bad(name), E{};
    return *found;
  }
  void bad(std::string_view name) {
    if (bad_.empty()) bad_ = name;
  }
  const std::string& first_bad() const { return bad_; }

 private:
  const Value* find(std::string_view name) { return map_.find(name); }
  ResourceKey parse_key(std::string_view name, const std::string& found) {
    const auto slash = found.find('/');
    const auto kind = parse_enum<Kind>(std::string_view(found).substr(0, slash));
    if (slash == std::string::npos || !kind) return bad(name), ResourceKey{};
    return ResourceKey{*kind, found.substr(slash + 1)};
  }

  const Value& map_;
  std::string bad_;
};

std::string encode_intent(const Intent& intent) {
  return to_json(Value::Map{
      {"type", "intent"},
      {"key", to_string(intent.key)},
      {"operation", intent.operation},
      {"plan", intent.plan_hash},
      {"creates", intent.creates},
      {"remoteName", intent.remote_name},
      {"remoteId", id_value(intent.remote_id)},
      {"applied", intent.applied},
      {"protect", intent.protect},
      {"onDelete", std::string(to_string(intent.on_delete))},
      {"dependsOn", keys_value(intent.depends_on)},
      {"keepsPrevious", intent.keeps_previous},
  });
}

std::string encode_outcome(const OutcomeRecord& record) {
  return to_json(Value::Map{
      {"type", std::string(to_string(record.outcome))},
      {"intent", record.intent},
      {"id", id_value(record.id)},
      {"detail", record.detail},
      {"request", record.request_id},
  });
}

Value instant_value(const std::optional<Timestamp>& instant) {
  return instant ? Value(format_timestamp(*instant)) : Value();
}

// What a note says, beside its type.
Value::Map members(const EndpointNote& note) {
  return {{"endpoint", note.endpoint}};
}
Value::Map members(const OverrideNote& note) {
  return {{"plan", note.plan_hash}, {"reason", note.reason}};
}
Value::Map members(const RevisionNote& note) {
  return {{"plan", note.plan_hash}, {"revision", note.revision}};
}
Value::Map members(const Suspension& note) {
  return {{"key", to_string(note.key)},
          {"until", instant_value(note.until)},
          {"reason", note.reason},
          {"since", format_timestamp(note.since)}};
}
Value::Map members(const Resumption& note) {
  return {{"key", to_string(note.key)}};
}
Value::Map members(const Hold& note) {
  return {{"key", to_string(note.key)},
          {"powerState", std::string(to_string(note.state))},
          {"until", format_timestamp(note.until)}};
}

std::string encode_note(const Note& note) {
  Value::Map map = std::visit([](const auto& said) { return members(said); }, note);
  map.emplace_back("type", std::string(word_of(note)));
  return to_json(std::move(map));
}

/// The note of that word; empty if there is no such word.
std::optional<Note> read_note(std::string_view word, Reader& reader) {
  if (word == "endpoint") return EndpointNote{reader.text("endpoint")};
  if (word == "override") return OverrideNote{reader.text("plan"), reader.text("reason")};
  if (word == "revision") return RevisionNote{reader.text("plan"), reader.text("revision")};
  if (word == "suspension")
    return Suspension{reader.key("key"), reader.instant_if_any("until"), reader.text("reason"),
                      reader.instant("since")};
  if (word == "resumption") return Resumption{reader.key("key")};
  if (word == "hold")
    return Hold{reader.key("key"), reader.word<PowerState>("powerState"), reader.instant("until")};
  return std::nullopt;
}

Result<EntryBody> decode_intent(Reader& reader) {
  Intent intent;
  intent.key = reader.key("key");
  intent.operation = reader.text("operation");
  intent.plan_hash = reader.text("plan");
  intent.creates = reader.flag("creates");
  intent.remote_name = reader.text("remoteName");
  intent.remote_id = reader.id("remoteId");
  intent.applied = reader.value("applied");
  intent.protect = reader.flag("protect");
  intent.on_delete = reader.word<OnDelete>("onDelete");
  intent.depends_on = reader.keys("dependsOn");
  intent.keeps_previous = reader.flag("keepsPrevious");
  if (!reader.first_bad().empty()) return unreadable(reader.first_bad());
  return intent;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  for (const auto& [value, name] : outcome_names)
    if (value == outcome) return name;
  return "?";
}

std::string_view word_of(const Note& note) {
  static constexpr std::string_view words[] = {"endpoint",   "override",   "revision",
                                               "suspension", "resumption", "hold"};
  static_assert(std::size(words) == std::variant_size_v<Note>);
  return words[note.index()];
}

std::string encode(const EntryBody& body) {
  if (const auto* intent = std::get_if<Intent>(&body)) return encode_intent(*intent);
  if (const auto* note = std::get_if<Note>(&body)) return encode_note(*note);
  return encode_outcome(std::get<OutcomeRecord>(body));
}

Result<EntryBody> decode(std::string_view text) {
  MUSTER_TRY(const Value map, value_from_json(text));
  Reader reader(map);
  const std::string type = reader.text("type");
  if (type == "intent") return decode_intent(reader);
  if (auto note = read_note(type, reader)) {
    if (!reader.first_bad().empty()) return unreadable(reader.first_bad());
    return *std::move(note);
  }
  for (const auto& [outcome, name] : outcome_names) {
    if (name != type) continue;
    OutcomeRecord record{.intent = reader.number("intent"),
                         .outcome = outcome,
                         .id = reader.id("id"),
                         .detail = reader.text("detail"),
                         .request_id = reader.text_if_any("request")};
    if (!reader.first_bad().empty()) return unreadable(reader.first_bad());
    return record;
  }
  return unreadable("type");
}

std::string chain_hash(std::string_view previous, std::int64_t id, Timestamp at,
                       std::string_view body) {
  std::string bytes(previous);
  bytes += '\n' + std::to_string(id) + '\n' + std::to_string(at.time_since_epoch().count()) + '\n';
  bytes += body;
  return sha256_hex(bytes);
}

std::string encode(const RecordedResource& resource) {
  Value::List superseded;
  for (const auto& id : resource.superseded) superseded.emplace_back(id.text);
  return to_json(Value::Map{
      {"id", resource.id.text},
      {"remoteName", resource.remote_name},
      {"applied", resource.applied},
      {"protect", resource.protect},
      {"onDelete", std::string(to_string(resource.on_delete))},
      {"dependsOn", keys_value(resource.depends_on)},
      {"superseded", std::move(superseded)},
      {"createdAt", format_timestamp(resource.created_at)},
      {"updatedAt", format_timestamp(resource.updated_at)},
  });
}

}  // namespace muster
