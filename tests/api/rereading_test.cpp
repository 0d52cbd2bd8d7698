#include "api/codec/envelope.hpp"
#include "api/observe.hpp"
#include "tests/api/sandbox_account.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace muster::api::test {
namespace {

std::string print(std::string_view text) {
  return print_of(Contract::standard(), text);
}

TEST(PrintOf, an_answer_does_not_depend_on_the_id_of_its_request) {
  EXPECT_EQ(print(R"({"rows":[1],"request_id":"a1b2c3d4"})"),
            print(R"({"rows":[1],"request_id":"q9r0s1t2"})"));
  EXPECT_EQ(print(R"({"request_id" : "a1b2c3d4", "rows":[1]})"),
            print(R"({"request_id" : "", "rows":[1]})"));
}

TEST(PrintOf, an_answer_depends_on_everything_else) {
  const std::vector<std::string> texts = {
      R"({"rows":[1],"request_id":"a1b2c3d4"})",
      R"({"rows":[2],"request_id":"a1b2c3d4"})",
      R"({"rows":[1],"request_id":"a1b2c3d4","total":2})",
      R"({"rows":[1],"request_id":7})",
      R"({"rows":[1],"request_id":8})",
      R"({"rows":[1],"request_id":")",
      R"({"rows":[1],"request_id")",
      R"({"rows":["request_id","x"]})",
      R"({"rows":["request_id","y"]})",
      R"({"rows":[1]})",
      "",
  };
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(print(texts[i]), print(texts[j])) << texts[i];
}

/// Three pages of keys, and a machine's worth of nothing else.
struct Keys : SandboxAccount {
  Keys() {
    for (int i = 0; i < 250; ++i) add();
  }
  void add() {
    ids.push_back(must(client.create_ssh_key({}, "k" + std::to_string(made_++), public_key)));
  }
  LiveState look(const LiveState* last) {
    return must(observe({}, client, clock, {Kind::ssh_key, Kind::volume}, last));
  }
  std::vector<RemoteId> ids;

 private:
  int made_ = 0;
};

bool shares(const LiveState& one, const LiveState& other) {
  return &one.ssh_keys.front() == &other.ssh_keys.front();
}

TEST(Rereading, shares_the_list_that_is_sent_as_it_was) {
  Keys account;
  const auto before = account.client.calls_made();
  const auto last = account.look(nullptr);
  const auto calls = account.client.calls_made() - before;
  ASSERT_EQ(last.ssh_keys.size(), 250U);
  const auto now = account.look(&last);
  EXPECT_EQ(account.client.calls_made(), before + 2 * calls)
      << "every page is asked for all the same";
  EXPECT_TRUE(shares(now, last));
  const auto again = account.look(&now);
  EXPECT_TRUE(shares(again, last)) << "what was shared can be shared once more";
}

struct Change {
  const char* what;
  std::function<void(Keys&)> make;
};

class Rereadings : public ::testing::TestWithParam<Change> {};

TEST_P(Rereadings, read_all_of_a_list_that_has_changed) {
  SCOPED_TRACE(GetParam().what);
  Keys account;
  const auto last = account.look(nullptr);
  GetParam().make(account);
  const auto now = account.look(&last);
  EXPECT_TRUE(now.ssh_keys == account.look(nullptr).ssh_keys);
  EXPECT_FALSE(now.ssh_keys == last.ssh_keys);
  EXPECT_EQ(now.ssh_keys.size(), account.ids.size());
}

void remove(Keys& account, std::size_t index) {
  account.must(account.client.delete_ssh_key({}, account.ids[index]));
  account.ids.erase(account.ids.begin() + static_cast<std::ptrdiff_t>(index));
}

const Change changes[] = {
    {"the first is gone", [](Keys& account) { remove(account, 0); }},
    {"one of the middle is gone", [](Keys& account) { remove(account, 150); }},
    {"the last is gone", [](Keys& account) { remove(account, 249); }},
    {"one of the last page was replaced",
     [](Keys& account) {
       remove(account, 249);
       account.add();
     }},
    {"one more", [](Keys& account) { account.add(); }},
    {"a page more",
     [](Keys& account) {
       for (int i = 0; i < 100; ++i) account.add();
     }},
    {"a page less",
     [](Keys& account) {
       for (int i = 0; i < 100; ++i) remove(account, 0);
     }},
};
INSTANTIATE_TEST_SUITE_P(, Rereadings, ::testing::ValuesIn(changes));

TEST(Rereading, reads_a_list_that_other_calls_have_a_say_in) {
  Keys account;
  auto last = account.look(nullptr);
  last.prints.erase(Kind::ssh_key);
  const auto now = account.look(&last);
  EXPECT_FALSE(shares(now, last));
  EXPECT_TRUE(now.ssh_keys == last.ssh_keys);
}

TEST(Rereading, goes_by_what_is_sent_and_not_by_what_was_made_of_it) {
  Keys account;
  auto last = account.look(nullptr);
  const auto gone = account.ids.back();
  remove(account, 249);
  std::erase_if(last.ssh_keys.edit(), [&](const auto& key) { return key.id == gone; });
  const auto now = account.look(&last);
  EXPECT_FALSE(shares(now, last));
  EXPECT_TRUE(now.ssh_keys == last.ssh_keys);
}

}  // namespace
}  // namespace muster::api::test
