#include "controller/execute/recover.hpp"

#include "controller/execute/look.hpp"

#include <algorithm>
#include <set>

namespace muster {
namespace {

/// When to look for what an open create may have made, whatever the age of the intent: a create is
/// sent again under the same intent, so that the last call may be much younger. Lists lag
/// (inferred).
constexpr auto look_times = std::to_array<Duration>(
    {std::chrono::seconds(0), std::chrono::seconds(2), std::chrono::seconds(5),
     std::chrono::seconds(10), std::chrono::seconds(20)});

bool is_deletion(const OpenIntent& intent) {
  return intent.operation.starts_with("delete_");
}

/// One pass over what an interrupted run left behind.
class Recoverer {
 public:
  Recoverer(net::Context context, World world)
      : context_(std::move(context)), world_(std::move(world)) {}

  Task<Result<Recovery>> run();

 private:
  Task<Result<void>> learn_known_ids();
  Task<Result<void>> look();
  Task<Result<void>> answer_what_is_seen();
  Task<Result<void>> close_rest();
  Task<Result<void>> answer(const OpenIntent& intent, Outcome outcome, std::optional<RemoteId> id,
                            std::string detail);
  std::optional<RemoteId> made_by(const OpenIntent& intent) const;
  void tell(const OpenIntent& intent, std::string message) const;

  net::Context context_;
  World world_;
  std::vector<OpenIntent> open_;
  std::set<std::pair<Kind, RemoteId>> known_;  // things of other intents
  LiveState live_;
  Recovery recovery_;
};

Task<Result<Recovery>> Recoverer::run() {
  MUSTER_CO_TRY(const RecordedState recorded, co_await world_.ledger.recorded());
  open_ = recorded.open_intents;
  if (open_.empty()) co_return recovery_;
  MUSTER_CO_CHECK(co_await learn_known_ids());
  const auto started = world_.clock.now();
  for (const Duration delay : look_times) {
    if (context_.stop_requested()) co_return fail(Errc::cancelled, "interrupted");
    co_await world_.clock.sleep_until(started + delay);
    MUSTER_CO_CHECK(co_await look());
    MUSTER_CO_CHECK(co_await answer_what_is_seen());
    if (std::ranges::none_of(open_, &OpenIntent::creates)) break;
  }
  MUSTER_CO_CHECK(co_await close_rest());
  co_return recovery_;
}

/// Whatever the record names already is not what an open create made.
Task<Result<void>> Recoverer::learn_known_ids() {
  MUSTER_CO_TRY(const auto entries, co_await world_.ledger.entries());
  for (const auto& entry : entries)
    if (!entry.remote_id.empty()) known_.emplace(entry.key.kind, RemoteId{entry.remote_id});
  co_return Result<void>();
}

Task<Result<void>> Recoverer::look() {
  std::set<Kind> kinds;
  for (const auto& intent : open_)
    if (intent.creates || is_deletion(intent)) kinds.insert(intent.key.kind);
  for (const Kind kind : kinds) {
    MUSTER_CO_TRY(LiveState fresh, co_await list_kind(context_, world_.client, kind));
    replace_lists(live_, std::move(fresh));
  }
  co_return Result<void>();
}

std::optional<RemoteId> Recoverer::made_by(const OpenIntent& intent) const {
  for (const auto& id : ids_named(live_, intent.key.kind, intent.remote_name))
    if (!known_.contains({intent.key.kind, id})) return id;
  return std::nullopt;
}

Task<Result<void>> Recoverer::answer_what_is_seen() {
  std::vector<OpenIntent> rest;
  for (const auto& intent : open_) {
    const auto found = intent.creates ? made_by(intent) : std::nullopt;
    if (!found) {
      rest.push_back(intent);
      continue;
    }
    MUSTER_CO_CHECK(co_await answer(intent, Outcome::created, found, ""));
    known_.emplace(intent.key.kind, *found);
    ++recovery_.adopted;
    tell(intent, "an earlier run made it: " + found->text);
  }
  open_ = std::move(rest);
  co_return Result<void>();
}

Task<Result<void>> Recoverer::close_rest() {
  for (const auto& intent : open_) {
    const bool gone = is_deletion(intent) && intent.remote_id &&
                      !shows(live_, intent.key.kind, *intent.remote_id);
    if (gone) {
      MUSTER_CO_CHECK(co_await answer(intent, Outcome::deleted, intent.remote_id, ""));
      ++recovery_.deleted;
      tell(intent, "an earlier run deleted it");
      continue;
    }
    const char* why = intent.creates ? "interrupted; nothing of that name was made"
                                     : "interrupted; the next plan decides";
    MUSTER_CO_CHECK(co_await answer(intent, Outcome::failed, std::nullopt, why));
    ++recovery_.closed;
  }
  open_.clear();
  co_return Result<void>();
}

Task<Result<void>> Recoverer::answer(const OpenIntent& intent, Outcome outcome,
                                     std::optional<RemoteId> id, std::string detail) {
  OutcomeRecord record{
      .intent = intent.id, .outcome = outcome, .id = std::move(id), .detail = std::move(detail)};
  auto done = co_await world_.ledger.append_outcome(world_.lease, std::move(record));
  if (!done) co_return fail(std::move(done).error().in("settling what was left open"));
  co_return Result<void>();
}

void Recoverer::tell(const OpenIntent& intent, std::string message) const {
  world_.events.on_event(Event{.type = Event::Type::notice,
                               .resource = intent.key,
                               .operation = intent.operation,
                               .message = std::move(message)});
}

}  // namespace

Task<Result<Recovery>> recover(net::Context context, World world) {
  Recoverer recoverer(std::move(context), std::move(world));
  co_return co_await recoverer.run();
}

}  // namespace muster
