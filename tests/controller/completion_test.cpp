#include "controller/cli/completion.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::cli {
namespace {

using ::testing::HasSubstr;

/// A program with a group of verbs, and with descriptions that try to get out of their quotes.
CompletionVerb program() {
  CompletionVerb verify{
      .path = "muster ledger verify", .name = "verify", .what = "Don't $(trust) `it`: [check]"};
  verify.flags = {{{"-h", "--help"}, "Help", false, {}},
                  {{"--deep"}, "It's \"slow\": [x] \\", false, {}},
                  {{"-o", "--output"}, "How", true, {{"text", "json"}, false}}};
  CompletionVerb ledger{.path = "muster ledger", .name = "ledger", .what = "The record"};
  ledger.verbs = {verify};
  CompletionVerb show{.path = "muster show", .name = "show", .what = "A saved plan"};
  show.place.path = true;
  CompletionVerb root{.path = "muster", .name = "muster", .what = "All"};
  root.flags = {{{"-h", "--help"}, "Help", false, {}},
                {{"-p", "--project"}, "Where", true, {{}, true}}};
  root.verbs = {ledger, show};
  return root;
}

TEST(Completion, verbs_of_a_group_have_their_own_flags_and_those_of_the_program) {
  const auto verbs = every_verb(program());
  ASSERT_EQ(verbs.size(), 4U);
  EXPECT_EQ(verbs[2].path, "muster ledger verify");
  std::vector<std::string> names;
  for (const auto& flag : verbs[2].flags) names.push_back(flag.names.front());
  EXPECT_EQ(names, (std::vector<std::string>{"-h", "--deep", "-o", "-p"}));
}

TEST(Completion, in_bash_follows_groups) {
  const auto script = bash_completion(program());
  EXPECT_THAT(script, HasSubstr("'muster ledger verify') place=\"$place $word\" ;;"));
  EXPECT_THAT(script, HasSubstr("'muster ledger verify -o'|'muster ledger verify --output') "
                                "_muster_words 'text json'; return ;;"));
  EXPECT_THAT(script, HasSubstr("else _muster_words 'verify'; fi ;;"));
  EXPECT_THAT(script, HasSubstr("else _muster_files; fi ;;"));
}

TEST(Completion, in_zsh_is_one_function_a_verb) {
  const auto script = zsh_completion(program());
  EXPECT_TRUE(script.starts_with("#compdef muster\n"));
  EXPECT_THAT(script, HasSubstr("        verify) _muster_ledger_verify ;;\n"));
  EXPECT_THAT(script, HasSubstr(R"('*--deep[It'\''s "slow"\: \[x\] \\]')"));
  EXPECT_THAT(script, HasSubstr("'*--output=[How]:value:(text json)'"));
  EXPECT_THAT(script, HasSubstr("'*-p[Where]:value:_files'"));
  EXPECT_THAT(script, HasSubstr(R"('verify:Don'\''t $(trust) `it`: [check]')"));
}

TEST(Completion, in_fish_asks_where_the_words_have_come_to) {
  const auto script = fish_completion(program());
  EXPECT_THAT(script, HasSubstr("complete -c muster -n '__muster_place muster ledger' -a 'verify' "
                                R"(-d 'Don\'t $(trust) `it`: [check]')"));
  EXPECT_THAT(script, HasSubstr("-s o -l output -x -a 'text json' -d 'How'\n"));
  EXPECT_THAT(script, HasSubstr("-n '__muster_place muster show' -F\n"));
  EXPECT_THAT(script, HasSubstr(R"(-d 'It\'s "slow": [x] \\')"));
}

}  // namespace
}  // namespace muster::cli
