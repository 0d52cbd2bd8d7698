#include "tests/controller/ledger_conformance.hpp"

#include "api/net/seeded_random.hpp"
#include "controller/ledger/memory_ledger.hpp"
#include "controller/ledger/sqlite_ledger.hpp"
#include "tests/controller/support/run.hpp"
#include "tests/controller/support/temporary_directory.hpp"

namespace muster::testing {
namespace {

using namespace std::chrono_literals;

class MemoryFactory final : public LedgerFactory {
 public:
  std::unique_ptr<Ledger> open(net::SimClock& clock) override {
    if (!first_) first_ = std::make_shared<MemoryLedger>(clock, SecretKey{"key"});
    return std::make_unique<Shared>(first_);
  }

 private:
  /// One durable state behind several handles.
  class Shared final : public Ledger {
   public:
    explicit Shared(std::shared_ptr<MemoryLedger> to) : to_(std::move(to)) {}
    Task<Result<RecordedState>> recorded() override { return to_->recorded(); }
    Task<Result<SecretKey>> secret_key() override { return to_->secret_key(); }
    Task<Result<Lease>> acquire(std::string holder, Duration ttl) override {
      return to_->acquire(std::move(holder), ttl);
    }
    Task<Result<Lease>> renew(Lease lease, Duration ttl) override {
      return to_->renew(std::move(lease), ttl);
    }
    Task<Result<void>> release(Lease lease) override { return to_->release(std::move(lease)); }
    Task<Result<std::optional<Lease>>> lease() override { return to_->lease(); }
    Task<Result<std::int64_t>> append_intent(Lease lease, Intent intent) override {
      return to_->append_intent(std::move(lease), std::move(intent));
    }
    Task<Result<void>> append_outcome(Lease lease, OutcomeRecord outcome) override {
      return to_->append_outcome(std::move(lease), std::move(outcome));
    }
    Task<Result<void>> append_note(Lease lease, Note note) override {
      return to_->append_note(std::move(lease), std::move(note));
    }
    Task<Result<std::vector<LedgerEntry>>> entries() override { return to_->entries(); }

   private:
    std::shared_ptr<MemoryLedger> to_;
  };

  std::shared_ptr<MemoryLedger> first_;
};

class SqliteFactory final : public LedgerFactory {
 public:
  std::unique_ptr<Ledger> open(net::SimClock& clock) override {
    auto ledger =
        run(clock, SqliteLedger::open(directory_.file("deep/ledger.db"), pool_, clock, random_));
    EXPECT_TRUE(ledger.has_value()) << ledger.error().text();
    return *std::move(ledger);
  }

 private:
  TemporaryDirectory directory_;
  net::BlockingPool pool_{0};
  net::SeededRandom random_{1};
};

template <class F>
std::unique_ptr<LedgerFactory> make() {
  return std::make_unique<F>();
}

class LedgerConformance : public ::testing::TestWithParam<LedgerKind> {
 protected:
  void SetUp() override {
    ledger_ = open();
    lease_ = take("me");
  }
  std::unique_ptr<Ledger> open() { return factory_->open(clock_); }
  Lease take(std::string holder) {
    return value(run(clock_, ledger_->acquire(std::move(holder), 60s)));
  }
  std::int64_t intend(Intent intent) {
    return value(run(clock_, ledger_->append_intent(lease_, std::move(intent))));
  }
  Result<void> answer(std::int64_t intent, Outcome outcome, std::optional<RemoteId> id = {}) {
    return run(clock_, ledger_->append_outcome(
                           lease_, {intent, outcome, std::move(id), "why", "q9r0s1t2"}));
  }
  RecordedState recorded() { return value(run(clock_, ledger_->recorded())); }
  void own(const std::string& name, const std::string& id) {
    ASSERT_TRUE(answer(intend(create_intent(name)), Outcome::created, RemoteId{id}));
  }

  std::unique_ptr<LedgerFactory> factory_ = GetParam().make();
  net::SimClock clock_;
  std::unique_ptr<Ledger> ledger_;
  Lease lease_;
};

TEST_P(LedgerConformance, starts_empty) {
  EXPECT_TRUE(recorded().resources.empty());
  EXPECT_TRUE(recorded().open_intents.empty());
  EXPECT_TRUE(value(run(clock_, ledger_->entries())).empty());
}

TEST_P(LedgerConformance, keeps_an_intent_open_until_its_outcome) {
  const auto intent = intend(create_intent("data"));
  const auto open = recorded().open_intents;
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].id, intent);
  EXPECT_EQ(open[0].remote_name, "data");
  EXPECT_TRUE(open[0].creates);
  EXPECT_TRUE(answer(intent, Outcome::failed));
  EXPECT_TRUE(recorded().open_intents.empty());
  EXPECT_TRUE(recorded().resources.empty());
}

TEST_P(LedgerConformance, remembers_what_was_created) {
  own("data", "V1");
  const auto state = recorded();
  const auto& resource = state.resources.at({Kind::volume, "data"});
  EXPECT_EQ(resource.id.text, "V1");
  EXPECT_EQ(resource.remote_name, "data");
  EXPECT_EQ(resource.applied, create_intent("data").applied);
  EXPECT_TRUE(resource.protect);
  EXPECT_EQ(resource.on_delete, OnDelete::retain);
  EXPECT_EQ(resource.depends_on.size(), 1U);
  EXPECT_EQ(resource.created_at, clock_.wall_now());
}

TEST_P(LedgerConformance, an_applied_step_takes_over_its_values_only_if_it_has_some) {
  own("data", "V1");
  auto change = delete_intent("data", "V1");
  ASSERT_TRUE(answer(intend(change), Outcome::applied));
  EXPECT_EQ(recorded().resources.begin()->second.applied, create_intent("data").applied);
  change.applied = Value::Map{{"size", "1TB"}};
  ASSERT_TRUE(answer(intend(change), Outcome::applied));
  EXPECT_EQ(recorded().resources.begin()->second.applied, change.applied);
  EXPECT_FALSE(recorded().resources.begin()->second.protect);
}

TEST_P(LedgerConformance, forgets_what_was_deleted) {
  own("data", "V1");
  ASSERT_TRUE(answer(intend(delete_intent("data", "V1")), Outcome::deleted));
  EXPECT_TRUE(recorded().resources.empty());
}

TEST_P(LedgerConformance, keeps_the_successor_when_the_predecessor_is_deleted) {
  own("data", "V1");
  auto successor = create_intent("data");
  successor.keeps_previous = true;
  ASSERT_TRUE(answer(intend(successor), Outcome::created, RemoteId{"V2"}));
  EXPECT_EQ(recorded().resources.begin()->second.superseded, std::vector<RemoteId>{{"V1"}});
  ASSERT_TRUE(answer(intend(delete_intent("data", "V1")), Outcome::deleted));
  EXPECT_EQ(recorded().resources.begin()->second.id.text, "V2");
  EXPECT_TRUE(recorded().resources.begin()->second.superseded.empty());
}

TEST_P(LedgerConformance, an_intent_is_answered_once) {
  const auto intent = intend(create_intent("data"));
  ASSERT_TRUE(answer(intent, Outcome::created, RemoteId{"V1"}));
  const auto again = answer(intent, Outcome::created, RemoteId{"V2"});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), Errc::internal);
  EXPECT_EQ(recorded().resources.begin()->second.id.text, "V1");
}

TEST_P(LedgerConformance, a_created_thing_needs_an_id) {
  const auto nameless = answer(intend(create_intent("data")), Outcome::created);
  ASSERT_FALSE(nameless);
  EXPECT_EQ(nameless.error().code(), Errc::internal);
}

TEST_P(LedgerConformance, survives_reopening) {
  own("data", "V1");
  intend(create_intent("more"));
  const auto key = value(run(clock_, ledger_->secret_key()));
  const auto second = open();
  const auto state = value(run(clock_, second->recorded()));
  EXPECT_EQ(state.resources.size(), 1U);
  EXPECT_EQ(state.open_intents.size(), 1U);
  EXPECT_EQ(value(run(clock_, second->secret_key())).bytes, key.bytes);
  EXPECT_FALSE(key.bytes.empty());
}

TEST_P(LedgerConformance, shows_its_history_with_an_unbroken_chain) {
  own("data", "V1");
  const auto entries = value(run(clock_, ledger_->entries()));
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].type, "intent");
  EXPECT_EQ(entries[1].type, "created");
  EXPECT_EQ(entries[1].key, (ResourceKey{Kind::volume, "data"}));
  EXPECT_EQ(entries[1].operation, "create_volume");
  EXPECT_EQ(entries[1].remote_id, "V1");
  EXPECT_NE(entries[0].hash, entries[1].hash);
}

TEST_P(LedgerConformance, a_second_holder_is_refused_and_told_who_holds_it) {
  const auto second = open();
  const auto refused = run(clock_, second->acquire("you", 60s));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Errc::locked);
  EXPECT_NE(refused.error().message().find("me"), std::string::npos);
}

TEST_P(LedgerConformance, an_expired_lease_is_taken_over_and_its_fence_refused) {
  sleep(clock_, 61s);
  const auto second = open();
  const auto taken = value(run(clock_, second->acquire("you", 60s)));
  EXPECT_GT(taken.fence, lease_.fence);
  const auto late = run(clock_, ledger_->append_intent(lease_, create_intent("data")));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code(), Errc::locked);
  EXPECT_FALSE(run(clock_, ledger_->renew(lease_, 60s)));
  EXPECT_TRUE(run(clock_, second->append_intent(taken, create_intent("data"))));
  EXPECT_EQ(recorded().open_intents.size(), 1U);
}

TEST_P(LedgerConformance, knows_the_endpoint_it_was_told_last) {
  EXPECT_EQ(recorded().endpoint, "");
  EXPECT_TRUE(run(clock_, ledger_->append_note(lease_, EndpointNote{"https://one/api"})));
  EXPECT_TRUE(run(clock_, ledger_->append_note(lease_, EndpointNote{"https://two/api"})));
  EXPECT_EQ(value(run(clock_, open()->recorded())).endpoint, "https://two/api");
  const auto last = value(run(clock_, ledger_->entries())).back();
  EXPECT_EQ(last.type, "endpoint");
  EXPECT_EQ(last.detail, "https://two/api");
}

TEST_P(LedgerConformance, remembers_why_a_budget_did_not_count) {
  EXPECT_TRUE(run(clock_, ledger_->append_note(lease_, OverrideNote{"hash", "launch day"})));
  const auto last = value(run(clock_, open()->entries())).back();
  EXPECT_EQ(last.type, "override");
  EXPECT_EQ(last.plan_hash, "hash");
  EXPECT_EQ(last.detail, "launch day");
}

TEST_P(LedgerConformance, a_renewed_lease_does_not_expire) {
  sleep(clock_, 50s);
  ASSERT_TRUE(run(clock_, ledger_->renew(lease_, 60s)));
  sleep(clock_, 50s);
  EXPECT_FALSE(run(clock_, open()->acquire("you", 60s)));
}

TEST_P(LedgerConformance, a_released_lease_is_free_and_writes_nothing) {
  ASSERT_TRUE(run(clock_, ledger_->release(lease_)));
  EXPECT_FALSE(value(run(clock_, ledger_->lease())));
  const auto late = run(clock_, ledger_->append_intent(lease_, create_intent("data")));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code(), Errc::locked);
  EXPECT_TRUE(run(clock_, open()->acquire("you", 60s)));
}

TEST_P(LedgerConformance, names_the_lease_in_force) {
  const auto lease = value(run(clock_, ledger_->lease()));
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->holder, "me");
  EXPECT_EQ(lease->expires, clock_.wall_now() + 60s);
}

TEST_P(LedgerConformance, keeps_the_name_of_the_request_that_did_it) {
  own("data", "V1");
  EXPECT_EQ(value(run(clock_, ledger_->entries())).back().request_id, "q9r0s1t2");
}

TEST_P(LedgerConformance, the_same_holder_takes_it_again_with_a_new_fence) {
  const Lease again = take("me");
  EXPECT_GT(again.fence, lease_.fence);
  EXPECT_FALSE(run(clock_, ledger_->append_intent(lease_, create_intent("data"))));
}

INSTANTIATE_TEST_SUITE_P(Ledgers, LedgerConformance,
                         ::testing::Values(LedgerKind{"memory", make<MemoryFactory>},
                                           LedgerKind{"sqlite", make<SqliteFactory>}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace muster::testing
