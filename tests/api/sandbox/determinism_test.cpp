#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

/// A bit of everything; the answers one after the other.
std::string trace(std::uint64_t seed) {
  Options options;
  options.seed = seed;
  Account account(options);
  std::string out;
  const auto note = [&](const Answer& answer) { out += answer.body.dump() + "\n"; };
  json wanted = account.legacy("one");
  wanted["enable_public_ip"] = true;
  const std::string id = account.running(wanted);
  note(account.get("/instances/"));
  note(account.post("/volumes/", account.volume_body("data")));
  note(account.get("/gpu-stocks/"));
  account.post("/instances/" + id + "/hibernate/");
  account.wait(3min);
  note(account.get("/instances/"));
  note(account.get("/credit-balance/"));
  return out;
}

TEST(SandboxDeterminism, the_same_seed_gives_the_same_answers) {
  EXPECT_EQ(trace(5), trace(5));
}

TEST(SandboxDeterminism, another_seed_gives_others) {
  EXPECT_NE(trace(5), trace(6));
}

TEST(SandboxDeterminism, it_does_not_matter_how_often_time_is_advanced) {
  Account rarely;
  Account often;
  for (Account* account : {&rarely, &often}) {
    account->post("/deploy/", account->legacy("one"));
    account->post("/deploy/", account->advanced("two"));
  }
  for (int i = 0; i < 1200; ++i) often.wait(1s);
  rarely.wait(1200s);
  EXPECT_EQ(rarely.get("/instances/").body, often.get("/instances/").body);
  EXPECT_EQ(rarely.cloud.balance_units(), often.cloud.balance_units());
}

TEST(SandboxDeterminism, time_never_runs_backwards) {
  Account account;
  const std::string id = account.running(account.legacy("one"));
  account.now -= 1h;
  EXPECT_EQ(account.status(id), "ACTIVE");
  account.post("/instances/" + id + "/stop/");
  account.now += 1h + 20s;
  EXPECT_EQ(account.status(id), "SHUTOFF");
}

TEST(SandboxDeterminism, says_when_something_will_happen_next) {
  Account account;
  EXPECT_FALSE(account.cloud.next_event());
  account.post("/deploy/", account.legacy("one"));
  EXPECT_EQ(account.cloud.next_event(), test_start + 30s);
}

}  // namespace
}  // namespace muster::sandbox
