#include "controller/ledger/sqlite_ledger.hpp"

#include "api/net/event_loop.hpp"
#include "api/net/seeded_random.hpp"
#include "api/net/task_group.hpp"
#include "tests/controller/ledger_conformance.hpp"
#include "tests/controller/support/run.hpp"
#include "tests/controller/support/temporary_directory.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <set>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

namespace muster::testing {
namespace {

using namespace std::chrono_literals;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class SqliteLedgerFile : public ::testing::Test {
 protected:
  Result<std::unique_ptr<SqliteLedger>> open() {
    return run(clock_, SqliteLedger::open(path_, pool_, clock_, random_));
  }
  /// Some entries, then everything in the main file.
  void fill(int resources) {
    auto ledger = value(open());
    const Lease lease = value(run(clock_, ledger->acquire("me", 60s)));
    for (int i = 0; i < resources; ++i) {
      const auto name = "data-" + std::to_string(i);
      const auto intent = value(run(clock_, ledger->append_intent(lease, create_intent(name))));
      ASSERT_TRUE(
          run(clock_, ledger->append_outcome(lease, {.intent = intent,
                                                     .outcome = Outcome::created,
                                                     .id = RemoteId{"V" + std::to_string(i)}})));
    }
    ASSERT_TRUE(run(clock_, ledger->release(lease)));
  }
  void sql(const std::string& statement) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    char* why = nullptr;
    EXPECT_EQ(sqlite3_exec(database, statement.c_str(), nullptr, nullptr, &why), SQLITE_OK) << why;
    sqlite3_close(database);
  }
  Errc error_of_opening() {
    auto ledger = open();
    return ledger ? Errc::invalid_input : ledger.error().code();
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("state/ledger.db");
  net::SimClock clock_;
  net::BlockingPool pool_{0};
  net::SeededRandom random_{7};
};

TEST_F(SqliteLedgerFile, is_for_its_owner_alone) {
  const mode_t before = ::umask(0);
  fill(1);
  ::umask(before);
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(directory_.file("state").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(SqliteLedgerFile, a_damaged_byte_is_reported_or_harmless) {
  fill(6);
  const std::string good = read(path_);
  const auto expected = value(run(clock_, value(open())->recorded()));
  ASSERT_GT(good.size(), 4096U);
  int found = 0;
  for (std::size_t at = 0; at < good.size(); at += 37) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x55);
    std::filesystem::remove_all(directory_.file("state"));
    std::filesystem::create_directory(directory_.file("state"));
    write(path_, bad);
    auto ledger = open();
    if (!ledger) {
      ++found;
      EXPECT_TRUE(ledger.error().code() == Errc::corrupt ||
                  ledger.error().code() == Errc::unsupported_version)
          << "byte " << at << ": " << ledger.error().text();
      continue;
    }
    const auto state = run(clock_, (*ledger)->recorded());
    if (!state) continue;
    EXPECT_EQ(state->resources.size(), expected.resources.size()) << "byte " << at;
    for (const auto& [key, resource] : expected.resources)
      EXPECT_EQ(state->resources.at(key).id, resource.id) << "byte " << at;
  }
  EXPECT_GT(found, 50);
}

TEST_F(SqliteLedgerFile, a_broken_lock_refuses_the_writes_of_its_holder) {
  auto holder = value(open());
  const Lease lease = value(run(clock_, holder->acquire("me", 60s)));
  auto breaker = value(open());
  const auto state = value(run(clock_, breaker->lock_state()));
  EXPECT_TRUE(state.is_held());
  EXPECT_EQ(state.holder, HolderLife::running) << "its lock file is held in this process";
  EXPECT_EQ(run(clock_, breaker->break_lock(false)).error().code(), Errc::locked);
  EXPECT_EQ(value(run(clock_, breaker->break_lock(true))).row.holder, "me");
  EXPECT_EQ(value(run(clock_, breaker->lock_state())).row.fence, lease.fence + 1);
  EXPECT_EQ(run(clock_, holder->append_intent(lease, create_intent("a"))).error().code(),
            Errc::locked);
  EXPECT_EQ(run(clock_, holder->renew(lease, 60s)).error().code(), Errc::locked);
  EXPECT_GT(value(run(clock_, breaker->acquire("you", 60s))).fence, lease.fence + 1);
}

TEST_F(SqliteLedgerFile, an_expired_lock_is_not_held_and_can_still_be_broken) {
  auto holder = value(open());
  const Lease lease = value(run(clock_, holder->acquire("me", 60s)));
  holder.reset();
  auto other = value(open());
  EXPECT_EQ(value(run(clock_, other->lock_state())).holder, HolderLife::gone);
  sleep(clock_, 61s);
  const auto state = value(run(clock_, other->break_lock(false)));
  EXPECT_FALSE(state.in_force);
  EXPECT_EQ(run(clock_, other->append_intent(lease, create_intent("a"))).error().code(),
            Errc::locked);
  EXPECT_EQ(value(run(clock_, other->break_lock(false))).row.holder, "") << "nothing left to break";
  EXPECT_EQ(value(run(clock_, other->lock_state())).row.fence, lease.fence + 1);
}

TEST_F(SqliteLedgerFile, a_shortened_file_is_corrupt) {
  fill(20);
  const std::string good = read(path_);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{100},
                                 std::size_t{4096}, good.size() / 2, good.size() - 4096}) {
    std::filesystem::remove_all(directory_.file("state"));
    std::filesystem::create_directory(directory_.file("state"));
    write(path_, good.substr(0, size));
    EXPECT_EQ(error_of_opening(), Errc::corrupt) << "size " << size;
  }
}

TEST_F(SqliteLedgerFile, a_removed_last_entry_is_noticed) {
  fill(2);
  sql("DROP TRIGGER entries_are_kept; DELETE FROM entries WHERE id = 4");
  EXPECT_EQ(error_of_opening(), Errc::corrupt);
}

TEST_F(SqliteLedgerFile, a_changed_entry_is_noticed) {
  fill(2);
  sql("DROP TRIGGER entries_are_fixed; "
      "UPDATE entries SET body = replace(body, 'V0', 'V9')");
  EXPECT_EQ(error_of_opening(), Errc::corrupt);
}

TEST_F(SqliteLedgerFile, a_changed_record_is_noticed) {
  fill(2);
  sql("UPDATE resources SET record = replace(record, 'V0', 'V9')");
  EXPECT_EQ(error_of_opening(), Errc::corrupt);
}

TEST_F(SqliteLedgerFile, entries_cannot_be_changed_or_removed) {
  fill(1);
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
  EXPECT_NE(sqlite3_exec(database, "DELETE FROM entries", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_NE(sqlite3_exec(database, "UPDATE entries SET at = 0", nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(database);
}

TEST_F(SqliteLedgerFile, a_newer_format_is_left_alone) {
  fill(1);
  sql("PRAGMA user_version = 99");
  auto ledger = open();
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code(), Errc::unsupported_version);
  EXPECT_NE(ledger.error().message().find("newer muster"), std::string::npos);
}

TEST_F(SqliteLedgerFile, another_database_is_not_taken_for_a_ledger) {
  std::filesystem::create_directory(directory_.file("state"));
  sql("CREATE TABLE t (x)");
  EXPECT_EQ(error_of_opening(), Errc::corrupt);
}

TEST_F(SqliteLedgerFile, an_impossible_path_is_an_io_error_that_names_it) {
  write(directory_.file("state"), "a file where a directory should be");
  auto ledger = open();
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code(), Errc::io);
  EXPECT_NE(ledger.error().message().find(directory_.file("state")), std::string::npos);
}

TEST_F(SqliteLedgerFile, a_full_disk_is_an_io_error_and_loses_nothing) {
  fill(3);
  auto ledger = value(open());
  const Lease lease = value(run(clock_, ledger->acquire("me", 60s)));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  auto old = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit tight{1024, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  const auto refused = run(clock_, ledger->append_intent(lease, create_intent("more")));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, old);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Errc::io);
  EXPECT_TRUE(value(run(clock_, ledger->recorded())).open_intents.empty());
  EXPECT_TRUE(run(clock_, ledger->append_intent(lease, create_intent("more"))));
}

TEST_F(SqliteLedgerFile, no_secret_reaches_the_file) {
  auto ledger = value(open());
  const Lease lease = value(run(clock_, ledger->acquire("me", 60s)));
  const SecretKey key = value(run(clock_, ledger->secret_key()));
  VirtualMachineSpec spec;
  spec.user_data = SourcedText{.text = "password: hunter2hunter2"};
  auto intent = create_intent("vm");
  intent.applied = spec_to_value(spec, key);
  ASSERT_TRUE(run(clock_, ledger->append_intent(lease, intent)));
  for (const auto& file : std::filesystem::directory_iterator(directory_.file("state")))
    EXPECT_EQ(read(file.path().string()).find("hunter2"), std::string::npos) << file.path();
}

Task<void> append_and_count(Ledger& ledger, Lease lease, std::string name, int& done) {
  const auto intent = co_await ledger.append_intent(std::move(lease), create_intent(name));
  if (intent) ++done;
}

Task<void> spawn_appends(net::TaskGroup& group, Ledger& ledger, Lease lease, int& done) {
  for (int i = 0; i < 50; ++i)
    group.spawn(append_and_count(ledger, lease, "v" + std::to_string(i), done));
  co_return;
}

Task<int> append_many(Ledger& ledger, Lease lease) {
  int done = 0;
  const auto body = [&](net::TaskGroup& group) {
    return spawn_appends(group, ledger, lease, done);
  };
  co_await net::in_task_group(body);
  co_return done;
}

TEST_F(SqliteLedgerFile, writes_that_wait_share_a_commit) {
  net::EventLoop loop;
  net::BlockingPool pool(2);
  auto opened = loop.run(SqliteLedger::open(path_, pool, clock_, random_));
  ASSERT_TRUE(opened);
  auto& ledger = **opened;
  const Lease lease = value(loop.run(ledger.acquire("me", 60s)));
  EXPECT_EQ(loop.run(append_many(ledger, lease)), 50);
  EXPECT_LT(ledger.commits(), 25U);
  EXPECT_EQ(value(loop.run(ledger.recorded())).open_intents.size(), 50U);
}

/// Appends for ever and tells the parent each number once it is durable.
[[noreturn]] void write_until_killed(const std::string& path, int out) {
  net::SimClock clock;
  net::BlockingPool pool(0);
  net::SeededRandom random(1);
  auto ledger = value(run(clock, SqliteLedger::open(path, pool, clock, random)));
  const Lease lease = value(run(clock, ledger->acquire("child", 3600s)));
  for (int i = 0;; ++i) {
    const auto intent =
        value(run(clock, ledger->append_intent(lease, create_intent("v" + std::to_string(i)))));
    if (::write(out, &intent, sizeof intent) != sizeof intent) ::_exit(1);
  }
}

TEST_F(SqliteLedgerFile, a_killed_writer_loses_nothing_it_was_told_is_durable) {
  std::set<std::int64_t> acknowledged;
  for (int round = 0; round < 3; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) write_until_killed(path_, ends[1]);
    ::close(ends[1]);
    std::int64_t intent = 0;
    for (int i = 0; i < 40 && ::read(ends[0], &intent, sizeof intent) == sizeof intent; ++i)
      acknowledged.insert(intent);
    ::kill(child, SIGKILL);
    while (::read(ends[0], &intent, sizeof intent) == sizeof intent) acknowledged.insert(intent);
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
  }
  EXPECT_GE(acknowledged.size(), 120U);
  auto ledger = value(open());
  std::set<std::int64_t> kept;
  for (const auto& entry : value(run(clock_, ledger->entries()))) kept.insert(entry.id);
  for (const auto intent : acknowledged) EXPECT_TRUE(kept.contains(intent)) << intent;
}

TEST_F(SqliteLedgerFile, a_dead_holder_does_not_lock_out_its_successor) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) write_until_killed(path_, ends[1]);
  std::int64_t intent = 0;
  ASSERT_EQ(::read(ends[0], &intent, sizeof intent), static_cast<ssize_t>(sizeof intent));
  auto ledger = value(open());
  const auto refused = run(clock_, ledger->acquire("me", 60s));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Errc::locked);
  EXPECT_NE(refused.error().message().find("child"), std::string::npos);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);
  EXPECT_TRUE(run(clock_, ledger->acquire("me", 60s)));
}

}  // namespace
}  // namespace muster::testing
