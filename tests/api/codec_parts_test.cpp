#include "api/codec/account.hpp"
#include "api/codec/envelope.hpp"
#include "api/codec/scalar.hpp"
#include "tests/api/codec_fixture.hpp"

namespace muster::api {
namespace {

struct RuleCase {
  const char* wire;
  Protocol protocol;
  std::optional<Ports> ports;
  const char* cidr;
};

TEST_F(Codec, brings_rules_into_the_form_of_manifests) {
  const RuleCase cases[] = {
      {R"({"protocol":"tcp","port_range_min":"80","port_range_max":90,"cidr":"10.0.0.0/8"})",
       Protocol::tcp, Ports{80, 90}, "10.0.0.0/8"},
      {R"({"protocol":"UDP","port_range_min":0,"port_range_max":0,"remote_ip_prefix":null})",
       Protocol::udp,
       {},
       "0.0.0.0/0"},
      {R"({"protocol":"icmp","port_range_min":8,"port_range_max":8,"remote_ip_prefix":"0.0.0.0"})",
       Protocol::icmp,
       {},
       "0.0.0.0/0"},
      {R"({"protocol":null,"remote_ip_prefix":"","ethertype":"ipv6"})", Protocol::any, {}, "::/0"},
      {R"({"protocol":"ALL","port_range_min":-1,"port_range_max":-1,"remote_ip_prefix":"any"})",
       Protocol::any,
       {},
       "0.0.0.0/0"},
      {R"({"protocol":6,"port_range_max":22,"remote_ip_prefix":"192.0.2.7"})", Protocol::tcp,
       Ports{22, 22}, "192.0.2.7/32"},
      {R"({"protocol":"IPV6_ICMP","remote_ip_prefix":"2001:DB8::1/32"})",
       Protocol::ipv6_icmp,
       {},
       "2001:db8::/32"},
      {R"({"protocol":"tcp","remote_ip_prefix":"10.1.2.3/8"})", Protocol::tcp, {}, "10.0.0.0/8"},
  };
  for (const auto& c : cases) {
    auto object = json::parse(c.wire);
    object["id"] = "r";
    object["direction"] = "EGRESS";
    const auto decoded = rules(json::array({object}));
    ASSERT_EQ(decoded.size(), 1U) << c.wire;
    EXPECT_EQ(decoded[0].rule.direction, Direction::egress);
    EXPECT_EQ(decoded[0].rule.protocol, c.protocol) << c.wire;
    EXPECT_EQ(decoded[0].rule.ports, c.ports) << c.wire;
    EXPECT_EQ(decoded[0].rule.cidr, parse_cidr(c.cidr)) << c.wire;
  }
}

TEST_F(Codec, leaves_out_and_notices_rules_it_cannot_express) {
  const auto decoded = rules(json::parse(R"([
    {"id": "a", "direction": "sideways", "protocol": "tcp"},
    {"id": "b", "direction": "ingress", "protocol": "quic"},
    {"id": "c", "direction": "ingress", "protocol": "tcp", "remote_ip_prefix": "group-7"},
    {"id": "d", "direction": "ingress", "protocol": "tcp", "port_range_min": 9,
     "port_range_max": 3},
    {"id": "e", "direction": "ingress", "protocol": "tcp", "port_range_min": 70000}])"));
  EXPECT_TRUE(decoded.empty());
  EXPECT_GE(notices.size(), 5U);
}

TEST_F(Codec, sends_rules_as_it_reads_them) {
  const SecurityRule cases[] = {
      {Direction::ingress, Protocol::tcp, Ports{22, 22}, *parse_cidr("0.0.0.0/0")},
      {Direction::egress, Protocol::icmp, {}, *parse_cidr("2001:db8::/32")},
      {Direction::ingress, Protocol::ipv6_icmp, {}, *parse_cidr("::/0")},
      {Direction::egress, Protocol::any, {}, *parse_cidr("10.0.0.0/8")},
  };
  for (const auto& rule : cases) {
    auto object = encode_rule(contract, rule);
    EXPECT_EQ(object["ethertype"], rule.cidr.ipv6 ? "IPv6" : "IPv4");
    EXPECT_EQ(object.contains("port_range_min"), rule.ports.has_value());
    object["id"] = "r";
    const auto decoded = rules(json::array({object}));
    ASSERT_EQ(decoded.size(), 1U);
    EXPECT_EQ(decoded[0].rule, rule);
  }
}

TEST_F(Codec, reads_keys_and_scripts) {
  const auto key = decode_ssh_key(
      wire, json::parse(R"({"key_id": 3, "key_name": "ann", "public_key": "ssh-ed25519 AAAA"})"),
      Source::detail);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->value.id.text, "3");
  EXPECT_EQ(key->value.public_key, "ssh-ed25519 AAAA");
  const auto script = decode_script(
      wire, json::parse(R"({"id": "s", "name": "setup", "content": ""})"), Source::detail);
  ASSERT_TRUE(script);
  EXPECT_EQ(script->value.content, "");
  EXPECT_FALSE(script->partial);
  EXPECT_TRUE(
      decode_script(wire, json::parse(R"({"id": "s", "name": "setup"})"), Source::list)->partial);
}

TEST_F(Codec, finds_the_only_object_in_every_form) {
  const char* forms[] = {
      R"({"script": {"id": "s1", "name": "n", "script": "x"}})",
      R"({"script": [{"id": "s1", "name": "n", "script": "x"}]})",
      R"({"success": true, "id": "s1", "name": "n", "script": "x"})",
      R"([{"id": "s1", "name": "n", "script": "x"}])",
  };
  for (const auto* form : forms) {
    const auto body = json::parse(form);
    const auto object = decode_single(wire, body, Field::one_script, Field::script_id);
    ASSERT_TRUE(object) << form;
    EXPECT_EQ((**object)["name"], "n");
    const auto created = decode_created(wire, body, Field::one_script, Field::script_id);
    ASSERT_TRUE(created) << form;
    EXPECT_EQ(created->text, "s1");
  }
}

TEST_F(Codec, finds_a_new_id_beside_an_object_without_one) {
  const auto body = json::parse(R"({"instance_id": 8, "instance": {"status": "CREATING"}})");
  const auto id = decode_created(wire, body, Field::one_instance, Field::instance_id);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->text, "8");
}

struct BalanceCase {
  const char* body;
  std::optional<Money> money;
};

TEST_F(Codec, reads_balances_exactly) {
  const BalanceCase cases[] = {
      {R"({"balance": 12.34, "currency": "USD"})", Money{12'340'000'000, Currency::usd}},
      {R"({"balance": "0.1", "currency": "eur"})", Money{100'000'000, Currency::eur}},
      {R"({"balance": {"amount": 5, "currency": "INR"}})", Money{5'000'000'000, Currency::inr}},
      {R"({"credits": -3.5, "currency": "USD"})", Money{-3'500'000'000, Currency::usd}},
      {R"({"balance": 1e2})", Money{100'000'000'000, Currency::usd}},
      {R"({"balance": 1e300, "currency": "USD"})", std::nullopt},
      {R"({"balance": "much", "currency": "USD"})", std::nullopt},
      {R"({"balance": 1, "currency": "DOGE"})", std::nullopt},
      {R"({})", std::nullopt},
      {R"({"balance": {}})", std::nullopt},
  };
  for (const auto& c : cases) {
    const auto balance = decode_balance(wire, json::parse(c.body));
    ASSERT_EQ(balance.has_value(), c.money.has_value()) << c.body;
    if (balance) {
      EXPECT_EQ(balance->amount, *c.money) << c.body << " " << format_exact(balance->amount);
    } else {
      EXPECT_EQ(balance.error().code(), Errc::protocol);
    }
  }
}

TEST(Scalars, are_read_from_numbers_and_text) {
  EXPECT_EQ(read_integer(json(7)), 7);
  EXPECT_EQ(read_integer(json("7")), 7);
  EXPECT_EQ(read_integer(json("7.0")), 7);
  EXPECT_EQ(read_integer(json(7.0)), 7);
  EXPECT_EQ(read_integer(json(7.5)), std::nullopt);
  EXPECT_EQ(read_integer(json("7 GB")), std::nullopt);
  EXPECT_EQ(read_integer(json(~std::uint64_t{0})), std::nullopt);
  EXPECT_EQ(read_integer(json(1e300)), std::nullopt);
  EXPECT_EQ(read_integer(json("nan")), std::nullopt);
  EXPECT_EQ(read_text(json(true)), std::nullopt);
  EXPECT_EQ(read_text(json(-5)), "-5");
  EXPECT_EQ(read_flag(json("TRUE")), true);
  EXPECT_EQ(read_flag(json(0)), false);
  EXPECT_EQ(read_flag(json(2)), std::nullopt);
  EXPECT_EQ(read_nanos(json("123456789.987654321")), 123'456'789'987'654'321);
}

}  // namespace
}  // namespace muster::api
