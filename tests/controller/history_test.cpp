// What the ledger tells of the past: intents beside their outcomes, and one resource's own story.

#include "controller/ledger/history.hpp"

#include "controller/cli/history_words.hpp"
#include "controller/ledger/memory_ledger.hpp"
#include "tests/controller/ledger_conformance.hpp"
#include "tests/controller/support/run.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using namespace std::chrono_literals;

class History : public ::testing::Test {
 protected:
  void SetUp() override { lease_ = value(run(clock_, ledger_.acquire("me", 60s))); }

  std::int64_t begin(Intent intent) {
    sleep(clock_, 1s);
    return value(run(clock_, ledger_.append_intent(lease_, std::move(intent))));
  }
  void end(std::int64_t intent, Outcome outcome, std::string id, std::string detail = "") {
    sleep(clock_, 1s);
    std::optional<RemoteId> remote;
    if (!id.empty()) remote = RemoteId{std::move(id)};
    EXPECT_TRUE(run(clock_, ledger_.append_outcome(lease_, {intent, outcome, remote, detail, ""})));
  }
  void create(const std::string& name, const std::string& id) {
    end(begin(create_intent(name)), Outcome::created, id);
  }
  std::vector<LedgerEntry> entries() { return value(run(clock_, ledger_.entries())); }
  Origin origin(const std::string& name) {
    return origin_of({Kind::volume, name}, entries(), value(run(clock_, ledger_.recorded())));
  }

  net::SimClock clock_;
  MemoryLedger ledger_{clock_, SecretKey{"key"}};
  Lease lease_;
};

TEST_F(History, puts_outcomes_beside_their_intents_even_when_they_cross) {
  const auto first = begin(create_intent("one"));
  const auto second = begin(create_intent("two"));
  end(second, Outcome::failed, "", "no credit");
  end(first, Outcome::created, "V1");
  begin(delete_intent("one", "V1"));
  const auto lines = history_of(entries());
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].outcome, "created");
  EXPECT_EQ(lines[0].remote_id, "V1");
  EXPECT_EQ(lines[0].ended, entries()[3].at);
  EXPECT_EQ(lines[1].outcome, "failed");
  EXPECT_EQ(lines[1].detail, "no credit");
  EXPECT_EQ(lines[2].outcome, "open");
  EXPECT_FALSE(lines[2].ended);
}

TEST_F(History, names_the_request_that_did_it) {
  const auto intent = begin(create_intent("one"));
  ASSERT_TRUE(run(clock_, ledger_.append_outcome(lease_, {.intent = intent,
                                                          .outcome = Outcome::created,
                                                          .id = RemoteId{"V1"},
                                                          .request_id = "q9r0s1t2"})));
  EXPECT_EQ(history_of(entries())[0].request_id, "q9r0s1t2");
  const auto text = cli::origin_text({Kind::volume, "one"}, origin("one"), {}, 0);
  EXPECT_NE(text.find("(entry 1, request q9r0s1t2)"), std::string::npos) << text;
}

TEST_F(History, of_nothing_is_nothing) {
  EXPECT_TRUE(history_of({}).empty());
  EXPECT_FALSE(origin("data").is_known());
}

TEST_F(History, of_one_resource_tells_how_it_came_to_be) {
  create("data", "V1");
  create("other", "V2");
  auto change = create_intent("data");
  change.creates = false;
  change.operation = "resize_volume";
  end(begin(change), Outcome::applied, "V1");
  const auto found = origin("data");
  ASSERT_TRUE(found.record);
  EXPECT_EQ(found.history.size(), 2U);
  ASSERT_TRUE(found.begun);
  EXPECT_EQ(found.begun->entry, 1);
  EXPECT_FALSE(found.ended);
}

TEST_F(History, remembers_what_is_not_owned_any_more) {
  create("data", "V1");
  end(begin(delete_intent("data", "V1")), Outcome::deleted, "");
  const auto gone = origin("data");
  EXPECT_FALSE(gone.record);
  ASSERT_TRUE(gone.ended);
  EXPECT_EQ(gone.ended->outcome, "deleted");
  create("data", "V3");
  EXPECT_FALSE(origin("data").ended) << "made again";
  EXPECT_EQ(origin("data").begun->remote_id, "V3");
}

TEST_F(History, knows_what_depends_on_a_resource_and_what_is_open) {
  create("data", "V1");
  auto user = create_intent("user");
  user.depends_on = {{Kind::volume, "data"}};
  end(begin(user), Outcome::created, "V2");
  begin(delete_intent("data", "V1"));
  const auto found = origin("data");
  EXPECT_EQ(found.needed_by, (std::vector<ResourceKey>{{Kind::volume, "user"}}));
  ASSERT_EQ(found.open.size(), 1U);
  EXPECT_EQ(found.open[0].operation, "delete_volume");
}

TEST_F(History, is_told_in_words_without_secrets) {
  auto intent = create_intent("data");
  intent.applied = Value::Map{{"size", "500GB"}, {"description", SecretDigest{"ab12"}}};
  intent.plan_hash = "0123456789abcdef";
  end(begin(intent), Outcome::created, "V1\x1b[2J");
  const auto text = cli::origin_text({Kind::volume, "data"}, origin("data"),
                                     {.position = {.file = "v.yaml", .line = 7}}, 0);
  EXPECT_EQ(
      text,
      "Volume/data is V1?[2J in the account.\n"
      "  created     2026-01-01T00:00:02Z by plan 0123456789ab (entry 1)\n"
      "  manifest    v.yaml:7\n"
      "  protection  protected from deletion; when its manifest goes, it stays in the account "
      "(onDelete: retain)\n"
      "  depends on  Firewall/f\n"
      "  needed by   nothing\n"
      "\n"
      "What was last applied:\n"
      "  size: \"500GB\"\n"
      "  description: (sensitive)\n"
      "\n"
      "What was done:\n"
      "ENTRY  TIME                  PLAN          RESOURCE     OPERATION      OUTCOME  ID"
      "      DETAIL\n"
      "1      2026-01-01T00:00:01Z  0123456789ab  Volume/data  create_volume  created  "
      "V1?[2J  -\n");
  EXPECT_EQ(to_json(cli::origin_value({Kind::volume, "data"}, origin("data"), {})).find("v.yaml"),
            std::string::npos);
}

TEST_F(History, tells_apart_what_was_never_applied_and_what_is_gone) {
  const ResourceKey key{Kind::volume, "data"};
  const cli::Whereabouts there{.position = {.file = "v.yaml", .line = 7}};
  EXPECT_EQ(cli::origin_text(key, origin("data"), there, 0),
            "Volume/data is wanted by v.yaml:7 and was never applied.\n"
            "  manifest    v.yaml:7\n");
  end(begin(create_intent("data")), Outcome::failed, "", "no credit");
  EXPECT_TRUE(cli::origin_text(key, origin("data"), there, 0)
                  .starts_with("Volume/data was never made so far.\n"));
  create("data", "V1");
  end(begin(delete_intent("data", "V1")), Outcome::deleted, "");
  EXPECT_TRUE(cli::origin_text(key, origin("data"), {.readable = false}, 0)
                  .starts_with("Volume/data is not muster's any more: it was deleted.\n"));
}

}  // namespace
}  // namespace muster::testing
