#include "model/units.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(Gigabytes, a_terabyte_is_a_thousand) {
  EXPECT_EQ(parse_gigabytes("2TB"), Gigabytes{2000});
  EXPECT_EQ(parse_gigabytes("500"), parse_gigabytes("500 GB"));
  EXPECT_EQ(format_gigabytes({2000}), "2TB");
  EXPECT_EQ(format_gigabytes({2500}), "2500GB");
}

TEST(Gigabytes, refuses_other_units_and_signs) {
  for (const auto* text : {"", "GB", "-5GB", "5MB", "5gib", "1.5TB", "5GBx"})
    EXPECT_FALSE(parse_gigabytes(text)) << text;
}

TEST(Ports, are_one_or_a_range) {
  EXPECT_EQ(parse_ports("22"), (Ports{22, 22}));
  EXPECT_EQ(parse_ports("8000-8010"), (Ports{8000, 8010}));
  EXPECT_EQ(format_ports({8000, 8010}), "8000-8010");
}

TEST(Ports, refuses_what_no_port_can_be) {
  for (const auto* text : {"", "0", "65536", "10-5", "22-", "-22", "22,23", "ssh"})
    EXPECT_FALSE(parse_ports(text)) << text;
}

TEST(Cidr, is_kept_in_one_form) {
  struct Case {
    const char* written;
    const char* kept;
  };
  for (const auto& c :
       {Case{"203.0.113.0/24", "203.0.113.0/24"}, Case{"203.0.113.7", "203.0.113.7/32"},
        Case{"2001:DB8:0:0::/32", "2001:db8::/32"}, Case{"::/0", "::/0"}}) {
    const auto cidr = parse_cidr(c.written);
    ASSERT_TRUE(cidr) << c.written;
    EXPECT_EQ(cidr->text, c.kept);
  }
}

TEST(Cidr, refuses_host_bits_and_nonsense) {
  for (const auto* text :
       {"", "203.0.113.7/24", "300.0.0.0/8", "10.0.0.0/33", "10.0.0.0/", "anywhere"})
    EXPECT_FALSE(parse_cidr(text)) << text;
}

}  // namespace
}  // namespace muster
