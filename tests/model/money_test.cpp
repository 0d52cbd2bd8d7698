#include "model/money.hpp"

#include <random>

#include <gtest/gtest.h>

namespace muster {
namespace {

Money usd(const char* text) {
  const auto money = parse_money(text, Currency::usd);
  EXPECT_TRUE(money) << text;
  return money.value_or(Money{});
}

TEST(Money, is_read_exactly) {
  struct Case {
    const char* text;
    std::int64_t nanos;
  };
  for (const auto& c : {Case{"2.29", 2'290'000'000}, Case{"0.000000001", 1},
                        Case{"12", 12'000'000'000}, Case{"-0.5", -500'000'000},
                        Case{"007", 7'000'000'000}, Case{"-0", 0}, Case{"0.10", 100'000'000}})
    EXPECT_EQ(usd(c.text).nanos, c.nanos) << c.text;
}

TEST(Money, refuses_what_is_no_amount) {
  for (const auto* text : {"",
                           "-",
                           ".",
                           "1.",
                           ".5",
                           "1,5",
                           "1e3",
                           "+1",
                           " 1",
                           "1 ",
                           "1.0000000001",
                           "--1",
                           "1.-5",
                           "0x10",
                           "NaN",
                           "inf",
                           "1'000",
                           "\xC2\xB2",
                           "1234567890123456789",
                           "1.2.3"})
    EXPECT_FALSE(parse_money(text, Currency::usd)) << text;
}

TEST(Money, adds_up_where_binary_fractions_do_not) {
  EXPECT_EQ(usd("0.1") + usd("0.2"), usd("0.3"));
  Money sum;
  for (int i = 0; i < 10'000; ++i) sum = sum + usd("0.0001");
  EXPECT_EQ(sum, usd("1"));
  EXPECT_EQ(usd("0.3") - usd("0.4"), usd("-0.1"));
  EXPECT_EQ(usd("2.29") * 8 * 730, usd("13373.6"));
}

TEST(Money, is_divided_half_away_from_zero) {
  struct Case {
    const char* amount;
    std::int64_t parts;
    const char* result;
  };
  for (const auto& c :
       {Case{"1", 3, "0.333333333"}, Case{"2", 3, "0.666666667"}, Case{"-2", 3, "-0.666666667"},
        Case{"0.000000001", 2, "0.000000001"}, Case{"-0.000000001", 2, "-0.000000001"},
        Case{"0.000000001", 3, "0"}, Case{"0.10", 1000, "0.0001"}, Case{"0", 7, "0"}})
    EXPECT_EQ(usd(c.amount) / c.parts, usd(c.result)) << c.amount << " / " << c.parts;
}

TEST(Money, holds_sums_that_no_account_reaches) {
  const Money most = usd("999999999999999999.999999999");
  const Money much = most * 1'000'000'000;
  EXPECT_GT(much, most);
  EXPECT_EQ(much - much, usd("0"));
  EXPECT_EQ(much / 1'000'000'000, most);
  EXPECT_EQ(format_exact(most), "999999999999999999.999999999");
  EXPECT_EQ(format_exact(usd("-999999999999999999.999999999")), "-999999999999999999.999999999");
}

TEST(Money, is_compared_with_its_sign) {
  EXPECT_LT(usd("-2"), usd("-1"));
  EXPECT_LT(usd("-0.000000001"), usd("0"));
  EXPECT_LT(usd("2.289999999"), usd("2.29"));
  EXPECT_NE((Money{1, Currency::usd}), (Money{1, Currency::eur}));
}

TEST(Money, is_shown_to_people_in_cents_and_below_one_unit_finer) {
  struct Case {
    const char* amount;
    Currency currency;
    const char* shown;
  };
  for (const auto& c :
       {Case{"0", Currency::usd, "0.00 USD"}, Case{"4.58", Currency::eur, "4.58 EUR"},
        Case{"398", Currency::inr, "398.00 INR"}, Case{"0.0125", Currency::usd, "0.0125 USD"},
        Case{"0.00005", Currency::usd, "0.0001 USD"}, Case{"0.00004", Currency::usd, "0.0000 USD"},
        Case{"0.1", Currency::usd, "0.10 USD"}, Case{"0.99999", Currency::usd, "1.0000 USD"},
        Case{"1.005", Currency::usd, "1.01 USD"}, Case{"1.0049", Currency::usd, "1.00 USD"},
        Case{"-0.0125", Currency::usd, "-0.0125 USD"}, Case{"-1.005", Currency::usd, "-1.01 USD"},
        Case{"3343.4", Currency::usd, "3343.40 USD"},
        Case{"123456789012345678.99", Currency::usd, "123456789012345678.99 USD"}})
    EXPECT_EQ(format_money({usd(c.amount).nanos, c.currency}), c.shown) << c.amount;
}

TEST(Money, is_written_with_all_its_digits) {
  struct Case {
    const char* amount;
    const char* written;
  };
  for (const auto& c :
       {Case{"2.29", "2.29"}, Case{"0.005", "0.005"}, Case{"1195.2", "1195.20"},
        Case{"12", "12.00"}, Case{"-0.000000001", "-0.000000001"}, Case{"0", "0.00"}})
    EXPECT_EQ(format_exact(usd(c.amount)), c.written);
}

TEST(Money, is_read_as_it_was_written) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10'000; ++i) {
    const auto nanos =
        static_cast<std::int64_t>(random() >> (random() % 60)) * (i % 2 == 0 ? 1 : -1);
    const Money money{nanos, Currency::inr};
    EXPECT_EQ(parse_money(format_exact(money), Currency::inr), money) << format_exact(money);
  }
}

}  // namespace
}  // namespace muster
