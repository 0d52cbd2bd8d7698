#include "controller/cli/csv.hpp"

#include <gtest/gtest.h>

namespace muster::cli {
namespace {

struct Cell {
  const char* text;
  const char* written;
};

TEST(Csv, quotes_what_would_break_a_line_and_defuses_formulas) {
  const Cell cells[] = {
      {"", ""},
      {"data", "data"},
      {"a b", "a b"},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {"=1+1", "'=1+1"},
      {"+1+1", "'+1+1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"-cmd", "'-cmd"},
      {"\tx", "'\tx"},
      {"\r=1", "\"'\r=1\""},
      {"=a,b", "\"'=a,b\""},
      {"\uFF1D1", "'\uFF1D1"},
      {"-1.50", "-1.50"},
      {"a=1", "a=1"},
  };
  for (const auto& cell : cells) EXPECT_EQ(csv_cell(cell.text), cell.written) << cell.text;
}

TEST(Csv, has_all_columns_and_a_line_each_row) {
  Listing listing{.kind = "Thing",
                  .columns = {{"name"}, {"parts", true}},
                  .rows = {{"a", Value::List{"x", "y"}}, {"b", Value()}},
                  .when_empty = ""};
  EXPECT_EQ(csv_document(listing), "name,parts\na,\"x,y\"\nb,\n");
  listing.rows.clear();
  EXPECT_EQ(csv_document(listing), "name,parts\n") << "an empty table still says its columns";
}

}  // namespace
}  // namespace muster::cli
