#include "controller/schedule/schedule_facts.hpp"

#include "controller/ledger/entry.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

Timestamp minute(int count) {
  return Timestamp(std::chrono::minutes(count));
}

/// A ledger's entries as history tells them.
struct History {
  std::vector<LedgerEntry> entries;

  std::int64_t intent(const ResourceKey& key, const std::string& operation, int at,
                      Value applied = {}) {
    const auto id = static_cast<std::int64_t>(entries.size()) + 1;
    entries.push_back({.id = id,
                       .at = minute(at),
                       .type = "intent",
                       .key = key,
                       .operation = operation,
                       .body = encode(EntryBody(Intent{
                           .key = key, .operation = operation, .applied = std::move(applied)}))});
    return id;
  }
  void outcome(std::int64_t intent, const std::string& type, int at) {
    auto entry = entries[static_cast<std::size_t>(intent) - 1];
    entry.id = static_cast<std::int64_t>(entries.size()) + 1;
    entry.at = minute(at);
    entry.type = type;
    entry.answers = intent;
    entry.remote_id = "BRK-1S";
    entries.push_back(std::move(entry));
  }
};

Value machine_with(const std::string& model) {
  return Value::Map{{"gpu", Value::Map{{"model", model}, {"count", std::int64_t{1}}}}};
}

TEST(ScheduleFacts, remember_each_snapshot_that_was_made_and_how_often_it_was_begun) {
  History history;
  const ResourceKey good{Kind::snapshot, "good"};
  const ResourceKey refused{Kind::snapshot, "refused"};
  const auto made = history.intent(good, "create_snapshot", 1);
  history.outcome(made, "created", 2);
  history.outcome(history.intent(good, "delete_snapshot", 3), "deleted", 4);
  for (const int at : {5, 6})
    history.outcome(history.intent(refused, "create_snapshot", at), "failed", at);
  const auto facts = facts_from(history.entries);
  EXPECT_EQ(facts.taken, std::set<std::string>{"good"}) << "although it is gone";
  EXPECT_EQ(facts.tries, (std::map<std::string, std::size_t>{{"good", 1}, {"refused", 2}}));
  EXPECT_FALSE(facts.eligible);
}

TEST(ScheduleFacts, learn_how_long_machines_of_a_model_take_to_wake) {
  History history;
  const ResourceKey a{Kind::virtual_machine, "a"};
  const ResourceKey b{Kind::virtual_machine, "b"};
  history.outcome(history.intent(a, "deploy_instance", 0, machine_with("L40")), "created", 1);
  const std::vector<std::pair<int, int>> times = {{10, 39},   {100, 102}, {200, 203},
                                                  {300, 304}, {400, 402}, {500, 501}};
  for (const auto& [from, to] : times)
    history.outcome(history.intent(a, "restore_instance", from), "applied", to);
  history.outcome(history.intent(a, "restore_instance", 600), "failed", 690);
  history.intent(a, "restore_instance", 700);
  history.outcome(history.intent(b, "restore_instance", 800, machine_with("H100")), "applied", 809);
  const auto facts = facts_from(history.entries);
  EXPECT_EQ(facts.wake_time, (std::map<std::string, Duration>{{"H100", std::chrono::minutes(9)},
                                                              {"L40", std::chrono::minutes(4)}}))
      << "the longest of the last five";
}

}  // namespace
}  // namespace muster
