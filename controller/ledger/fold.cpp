#include "controller/ledger/fold.hpp"

#include <algorithm>
#include <map>

namespace muster {
namespace {

std::unexpected<Error> broken(std::int64_t id, const std::string& why) {
  return fail(Errc::corrupt, "ledger entry " + std::to_string(id) + " " + why);
}

OpenIntent open(std::int64_t id, Timestamp at, const Intent& intent) {
  return OpenIntent{.id = id,
                    .key = intent.key,
                    .operation = intent.operation,
                    .creates = intent.creates,
                    .remote_name = intent.remote_name,
                    .remote_id = intent.remote_id,
                    .applied = intent.applied,
                    .protect = intent.protect,
                    .on_delete = intent.on_delete,
                    .depends_on = intent.depends_on,
                    .keeps_previous = intent.keeps_previous,
                    .at = at};
}

void remember(RecordedResource& resource, const OpenIntent& intent, Timestamp at) {
  resource.updated_at = at;
  if (intent.applied.is_null()) return;
  resource.applied = intent.applied;
  resource.protect = intent.protect;
  resource.on_delete = intent.on_delete;
  resource.depends_on = intent.depends_on;
}

void take_over(RecordedState& state, const OpenIntent& intent, const RemoteId& id, Timestamp at) {
  RecordedResource fresh{.key = intent.key, .id = id, .remote_name = intent.remote_name};
  fresh.created_at = at;
  const auto before = state.resources.find(intent.key);
  if (before != state.resources.end()) {
    fresh.superseded = before->second.superseded;
    if (intent.keeps_previous && before->second.id != id)
      fresh.superseded.push_back(before->second.id);
  }
  remember(fresh, intent, at);
  state.resources.edit()[intent.key] = std::move(fresh);
}

void end(RecordedState& state, const OpenIntent& intent, Timestamp at) {
  auto& resources = state.resources.edit();
  const auto found = resources.find(intent.key);
  if (found == resources.end()) return;
  RecordedResource& resource = found->second;
  if (intent.remote_id && *intent.remote_id != resource.id) {
    std::erase(resource.superseded, *intent.remote_id);
    resource.updated_at = at;
    return;
  }
  if (resource.superseded.empty()) {
    resources.erase(found);
    return;
  }
  resource.id = resource.superseded.back();
  resource.superseded.pop_back();
  resource.updated_at = at;
}

Result<void> answer(RecordedState& state, const OpenIntent& intent, const OutcomeRecord& record,
                    std::int64_t entry, Timestamp at) {
  switch (record.outcome) {
    case Outcome::created:
    case Outcome::adopted:
      if (!record.id || record.id->text.empty()) return broken(entry, "names no id");
      take_over(state, intent, *record.id, at);
      break;
    case Outcome::applied:
      if (state.resources.contains(intent.key))
        remember(state.resources.edit().at(intent.key), intent, at);
      break;
    case Outcome::deleted:
    case Outcome::forgotten:
      end(state, intent, at);
      break;
    case Outcome::failed:
      break;
  }
  return {};
}

void take_note(RecordedState& state, const EndpointNote& note) {
  state.endpoint = note.endpoint;
}
void take_note(RecordedState& state, const Suspension& note) {
  state.suspensions[note.key] = note;
}
void take_note(RecordedState& state, const Resumption& note) {
  state.suspensions.erase(note.key);
}
void take_note(RecordedState& state, const Hold& note) {
  state.holds[note.key] = note;
}
void take_note(RecordedState&, const OverrideNote&) {}
void take_note(RecordedState&, const RevisionNote&) {}

// How a note reads in the history.
void describe(LedgerEntry& line, const EndpointNote& note) {
  line.detail = note.endpoint;
}
void describe(LedgerEntry& line, const OverrideNote& note) {
  line.plan_hash = note.plan_hash;
  line.detail = note.reason;
}
void describe(LedgerEntry& line, const RevisionNote& note) {
  line.plan_hash = note.plan_hash;
  line.detail = note.revision;
}
void describe(LedgerEntry& line, const Suspension& note) {
  line.key = note.key;
  line.detail = (note.until ? "until " + format_timestamp(*note.until) : "until it is resumed") +
                (note.reason.empty() ? "" : ": " + note.reason);
}
void describe(LedgerEntry& line, const Resumption& note) {
  line.key = note.key;
}
void describe(LedgerEntry& line, const Hold& note) {
  line.key = note.key;
  line.detail = std::string(to_string(note.state)) + " until " + format_timestamp(note.until);
}

}  // namespace

Result<void> fold(RecordedState& state, std::int64_t id, Timestamp at, const EntryBody& body) {
  if (const auto* intent = std::get_if<Intent>(&body)) {
    state.open_intents.push_back(open(id, at, *intent));
    return {};
  }
  if (const auto* note = std::get_if<Note>(&body)) {
    std::visit([&](const auto& said) { take_note(state, said); }, *note);
    return {};
  }
  const auto& record = std::get<OutcomeRecord>(body);
  const auto found = std::ranges::find(state.open_intents, record.intent, &OpenIntent::id);
  if (found == state.open_intents.end()) return broken(id, "answers an intent that is not open");
  const OpenIntent intent = *found;
  state.open_intents.erase(found);
  return answer(state, intent, record, id, at);
}

Result<void> check_answers_open_intent(const RecordedState& state, const EntryBody& body) {
  const auto* record = std::get_if<OutcomeRecord>(&body);
  if (record == nullptr) return {};
  if (std::ranges::find(state.open_intents, record->intent, &OpenIntent::id) ==
      state.open_intents.end())
    return fail(Errc::internal, "ledger intent " + std::to_string(record->intent) +
                                    " is not open and cannot be answered");
  const bool needs_id = record->outcome == Outcome::created || record->outcome == Outcome::adopted;
  if (needs_id && (!record->id || record->id->text.empty()))
    return fail(Errc::internal, "an outcome that makes a thing ours must name its id");
  return {};
}

StoredEntry Chain::next(Timestamp at, const EntryBody& body) const {
  StoredEntry entry{.id = last_id_ + 1, .at = at, .body = encode(body)};
  entry.hash = chain_hash(head_, entry.id, at, entry.body);
  return entry;
}

Result<void> Chain::add(const StoredEntry& entry) {
  if (entry.id != last_id_ + 1) return broken(last_id_ + 1, "is missing");
  if (entry.hash != chain_hash(head_, entry.id, entry.at, entry.body))
    return broken(entry.id, "does not match its hash");
  MUSTER_TRY(const EntryBody body, decode(entry.body));
  if (const auto* record = std::get_if<OutcomeRecord>(&body)) {
    const auto intent = std::ranges::find(state_.open_intents, record->intent, &OpenIntent::id);
    if (intent != state_.open_intents.end()) changed_.insert(intent->key);
  }
  MUSTER_CHECK(fold(state_, entry.id, entry.at, body));
  last_id_ = entry.id;
  head_ = entry.hash;
  return {};
}

Result<std::vector<LedgerEntry>> describe_entries(const std::vector<StoredEntry>& entries) {
  std::vector<LedgerEntry> lines;
  std::map<std::int64_t, Intent> intents;
  for (const auto& entry : entries) {
    MUSTER_TRY(EntryBody body, decode(entry.body));
    LedgerEntry line{
        .id = entry.id, .at = entry.at, .type = "intent", .hash = entry.hash, .body = entry.body};
    const Intent* about = nullptr;
    if (auto* intent = std::get_if<Intent>(&body)) {
      about = &(intents[entry.id] = std::move(*intent));
      if (about->remote_id) line.remote_id = about->remote_id->text;
    } else if (const auto* note = std::get_if<Note>(&body)) {
      line.type = word_of(*note);
      std::visit([&](const auto& said) { describe(line, said); }, *note);
      lines.push_back(std::move(line));
      continue;
    } else {
      const auto& record = std::get<OutcomeRecord>(body);
      const auto found = intents.find(record.intent);
      if (found == intents.end()) return broken(entry.id, "answers an intent that is not there");
      about = &found->second;
      line.type = to_string(record.outcome);
      line.answers = record.intent;
      line.detail = record.detail;
      line.request_id = record.request_id;
      if (record.id) line.remote_id = record.id->text;
      if (!record.id && about->remote_id) line.remote_id = about->remote_id->text;
    }
    line.key = about->key;
    line.operation = about->operation;
    line.plan_hash = about->plan_hash;
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace muster
