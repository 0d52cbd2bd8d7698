#include "controller/reconcile/images.hpp"

#include "tests/controller/support/sim_account.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

/// An account with two snapshots of one machine, of which the first has an image.
class Images : public ::testing::Test {
 protected:
  Images() {
    const auto snapshot = [](std::string name) {
      return resource(Kind::snapshot, std::move(name),
                      SnapshotSpec{.virtual_machine = {.name = "trainer"}});
    };
    const auto report = account_.apply(desired(
        {ssh_key("alice"), machine("trainer"), snapshot("first"), snapshot("second"),
         resource(Kind::custom_image, "base", CustomImageSpec{.snapshot = {.name = "first"}})}));
    if (!report.succeeded()) throw std::logic_error(account_.problems(report));
    live_ = account_.observe();
    made_from_ = live_.images.front().snapshot;
  }

  /// The lists say nothing of how the two belong together.
  void forget_relations() {
    for (auto& image : live_.images) image.snapshot = {};
    for (auto& snapshot : live_.snapshots) snapshot.has_image.reset();
  }
  std::int64_t calls_to_complete() {
    const auto before = account_.client.calls_made();
    const auto done = run(account_.clock, complete_images(net::Context(), account_.client, live_));
    if (!done) throw std::logic_error(done.error().text());
    return account_.client.calls_made() - before;
  }

  SimAccount account_;
  LiveState live_;
  RemoteId made_from_;
};

TEST_F(Images, are_not_asked_for_when_the_lists_tell) {
  EXPECT_EQ(calls_to_complete(), 0);
}

TEST_F(Images, are_asked_for_in_one_call_when_the_lists_do_not_tell) {
  forget_relations();
  EXPECT_EQ(calls_to_complete(), 1);
  EXPECT_EQ(live_.images.front().snapshot, made_from_);
}

TEST_F(Images, that_were_asked_for_leave_no_digest_of_the_lists) {
  ASSERT_TRUE(live_.prints.contains(Kind::snapshot) && live_.prints.contains(Kind::custom_image));
  EXPECT_EQ(calls_to_complete(), 0);
  EXPECT_TRUE(live_.prints.contains(Kind::snapshot)) << "nothing was asked for";
  forget_relations();
  EXPECT_EQ(calls_to_complete(), 1);
  EXPECT_FALSE(live_.prints.contains(Kind::snapshot));
  EXPECT_FALSE(live_.prints.contains(Kind::custom_image));
}

TEST_F(Images, of_a_single_snapshot_are_asked_for_by_its_own_call) {
  forget_relations();
  std::erase_if(live_.snapshots.edit(),
                [&](const LiveSnapshot& snapshot) { return snapshot.id != made_from_; });
  EXPECT_EQ(calls_to_complete(), 1);
  EXPECT_EQ(live_.images.front().snapshot, made_from_);
}

TEST_F(Images, that_no_list_shows_are_known_to_be_there) {
  forget_relations();
  live_.images.clear();
  calls_to_complete();
  for (const auto& snapshot : live_.snapshots)
    EXPECT_EQ(snapshot.has_image.value_or(false), snapshot.id == made_from_) << snapshot.name;
}

TEST_F(Images, are_not_asked_for_when_they_were_not_observed) {
  forget_relations();
  std::erase(live_.observed, Kind::custom_image);
  EXPECT_EQ(calls_to_complete(), 0);
}

}  // namespace
}  // namespace muster::testing
