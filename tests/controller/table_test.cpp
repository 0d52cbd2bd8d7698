// Tables for terminals, documents for programs, and how kinds are spelled on the command line.

#include "controller/cli/table.hpp"

#include "controller/cli/document.hpp"
#include "controller/cli/kind_words.hpp"

#include <gtest/gtest.h>

namespace muster::cli {
namespace {

TEST(DisplayWidth, counts_columns_and_not_bytes) {
  struct Case {
    const char* text;
    std::size_t width;
  };
  for (const auto& c : {Case{"", 0}, Case{"abc", 3}, Case{"süß", 3}, Case{"e\u0301", 1},
                        Case{"日本", 4}, Case{"🚀", 2}, Case{"a\xff z", 4}, Case{"\xe6\x97", 2}})
    EXPECT_EQ(display_width(c.text), c.width) << c.text;
}

TEST(Shortened, ends_in_an_ellipsis_and_never_inside_a_character) {
  EXPECT_EQ(shortened("trainer", 7), "trainer");
  EXPECT_EQ(shortened("trainer", 6), "train…");
  EXPECT_EQ(shortened("日本語", 4), "日…");
  EXPECT_EQ(shortened("süßer", 3), "sü…");
  EXPECT_EQ(shortened("ab", 1), "…");
  EXPECT_EQ(shortened("ab", 0), "");
}

TEST(Table, aligns_columns_and_trims_lines) {
  Table table({"NAME", "STATE"});
  table.add({"süß", ""});
  table.add({"日本語", "ACTIVE"});
  EXPECT_EQ(table.render(0),
            "NAME    STATE\n"
            "süß     -\n"
            "日本語  ACTIVE\n");
}

TEST(Table, gives_up_width_where_there_is_most_of_it) {
  Table table({"NAME", "ID", "DESCRIPTION"});
  table.add({"a-name-of-middling-length", "BRK-1", std::string(100, 'x')});
  const auto text = table.render(50);
  for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
    end = text.find('\n', at);
    EXPECT_LE(display_width(text.substr(at, end - at)), 50U);
  }
  EXPECT_NE(text.find("BRK-1"), std::string::npos) << "short columns stay whole\n" << text;
  EXPECT_NE(text.find("x…"), std::string::npos) << text;
  EXPECT_NE(text.find("a-name-of"), std::string::npos) << text;
}

TEST(Table, fits_even_a_terminal_that_is_too_narrow_for_its_headers) {
  Table table({"NAME", "REGION", "DESCRIPTION"});
  table.add({"trainer", "CANADA-1", "something"});
  const auto text = table.render(10);
  EXPECT_EQ(text.substr(0, text.find('\n')), "NAME     …");
}

TEST(Table, shows_what_would_control_the_terminal) {
  Table table({"NAME"});
  table.add({"a\x1b[2Jb\nc\xff"});
  EXPECT_EQ(table.render(0), "NAME\na?[2Jb?c?\n");
}

TEST(KindWords, are_read_in_every_usual_spelling) {
  struct Case {
    const char* word;
    Kind kind;
  };
  for (const auto& c :
       {Case{"vms", Kind::virtual_machine}, Case{"VM", Kind::virtual_machine},
        Case{"VirtualMachine", Kind::virtual_machine},
        Case{"virtual_machines", Kind::virtual_machine}, Case{"volumes", Kind::volume},
        Case{"vol", Kind::volume}, Case{"Firewall", Kind::firewall}, Case{"fw", Kind::firewall},
        Case{"ssh-keys", Kind::ssh_key}, Case{"SSHKey", Kind::ssh_key},
        Case{"sshkeys", Kind::ssh_key}, Case{"script", Kind::startup_script},
        Case{"StartupScript", Kind::startup_script}})
    EXPECT_EQ(parse_kind(c.word).value(), c.kind) << c.word;
}

TEST(KindWords, that_are_unknown_come_with_a_suggestion) {
  EXPECT_EQ(parse_kind("volums").error().text(),
            "there is no kind \"volums\"; did you mean volumes?");
  const auto lost = parse_kind("budgets").error();
  EXPECT_EQ(lost.code(), Errc::invalid_input);
  EXPECT_NE(lost.text().find("vms, volumes, firewalls, ssh-keys, scripts"), std::string::npos);
}

TEST(ResourceWords, are_a_kind_and_a_name) {
  EXPECT_EQ(parse_resource("vol/data").value(), (ResourceKey{Kind::volume, "data"}));
  for (const auto* bad : {"", "data", "/data", "volume/", "budget/x"})
    EXPECT_EQ(parse_resource(bad).error().code(), Errc::invalid_input) << bad;
}

TEST(ResourceWords, suggest_the_nearest_name_and_then_another_kind) {
  const std::vector<ResourceKey> known = {{Kind::firewall, "ssh"}, {Kind::volume, "data"}};
  EXPECT_EQ(did_you_mean({Kind::volume, "dta"}, known), "; did you mean Volume/data?");
  EXPECT_EQ(did_you_mean({Kind::volume, "ssh"}, known), "; did you mean Firewall/ssh?");
  EXPECT_EQ(did_you_mean({Kind::volume, "unlike"}, known), "");
}

const Value sample =
    Value::Map{{"name", "a\x1b[31m"},
               {"list", Value::List{"x", "yes", Value::Map{{"count", std::int64_t{1}}}}},
               {"none", Value()},
               {"empty", Value::List{}},
               {"secret", SecretDigest{"abcd"}}};

TEST(Documents, in_json_escape_what_controls_terminals_and_hide_secrets) {
  EXPECT_EQ(json_line(sample),
            R"({"name":"a\u001b[31m","list":["x","yes",{"count":1}],"none":null,"empty":[],)"
            R"j("secret":"(sensitive)"})j"
            "\n");
}

TEST(Documents, in_yaml_quote_what_would_be_read_as_something_else) {
  EXPECT_EQ(yaml_document(sample),
            "name: \"a\\u001b[31m\"\n"
            "list:\n"
            "  - x\n"
            "  - \"yes\"\n"
            "  - count: 1\n"
            "none: null\n"
            "empty: []\n"
            "secret: \"(sensitive)\"\n");
  EXPECT_EQ(yaml_document(Value::Map{}), "{}\n");
}

}  // namespace
}  // namespace muster::cli
