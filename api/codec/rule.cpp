#include "api/codec/rule.hpp"

#include "api/codec/object_reader.hpp"
#include "model/ascii.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <string>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

constexpr std::int64_t port_max = 65535;

std::string small_with_dashes(std::string_view text) {
  std::string out = lower(text);
  std::ranges::replace(out, '_', '-');
  return out;
}

std::optional<Protocol> read_protocol(const ObjectReader& rule) {
  const auto word = rule.nonempty(Field::rule_protocol);
  if (!word)
    return rule.find(Field::rule_protocol) == nullptr ? std::optional(Protocol::any) : std::nullopt;
  const auto name = small_with_dashes(*word);
  if (auto protocol = parse_enum<Protocol>(name)) return protocol;
  if (name == "all" || name == "-1" || name == "*") return Protocol::any;
  // IANA numbers, as upstream clouds sometimes answer.
  if (name == "1") return Protocol::icmp;
  if (name == "6") return Protocol::tcp;
  if (name == "17") return Protocol::udp;
  return std::nullopt;
}

/// Empty where the ports make no sense; an empty inner value is "every port".
std::optional<std::optional<Ports>> read_ports(const ObjectReader& rule, Protocol protocol) {
  if (!has_ports(protocol)) return std::optional<Ports>();
  auto first = rule.integer(Field::rule_port_min).value_or(0);
  auto last = rule.integer(Field::rule_port_max).value_or(0);
  if (first <= 0 && last <= 0) return std::optional<Ports>();
  if (first <= 0) first = last;
  if (last <= 0) last = first;
  if (first > last || last > port_max) return std::nullopt;
  return Ports{static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
}

/// "10.0.0.1/8" as 10.0.0.0/8; parse_cidr refuses host bits, servers need not.
std::optional<Cidr> without_host_bits(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const bool ipv6 = text.find(':') != std::string::npos;
  const int family = ipv6 ? AF_INET6 : AF_INET;
  unsigned prefix = 0;
  const auto parsed = std::from_chars(text.data() + slash + 1, text.data() + text.size(), prefix);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(family, text.substr(0, slash).c_str(), bytes.data()) != 1) return std::nullopt;
  for (unsigned bit = prefix; bit < bytes.size() * 8; ++bit)
    bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] & ~(0x80U >> (bit % 8)));
  std::array<char, INET6_ADDRSTRLEN> address{};
  inet_ntop(family, bytes.data(), address.data(), address.size());
  return parse_cidr(std::string(address.data()) + text.substr(slash));
}

std::optional<Cidr> read_cidr(const ObjectReader& rule) {
  const auto text = rule.nonempty(Field::rule_remote_prefix);
  if (!text || *text == "any" || *text == "*" || *text == "0.0.0.0" || *text == "::") {
    if (!text && rule.find(Field::rule_remote_prefix) != nullptr &&
        rule.text(Field::rule_remote_prefix) != "")
      return std::nullopt;  // there is something, but no text
    const auto ethertype = rule.nonempty(Field::rule_ethertype);
    const bool ipv6 = text == "::" || (ethertype && rule.wire().state<WireEthertype>(*ethertype) ==
                                                        WireEthertype::ipv6);
    return parse_cidr(ipv6 ? "::/0" : "0.0.0.0/0");
  }
  if (auto cidr = parse_cidr(*text)) return cidr;
  return without_host_bits(*text);
}

SetupState read_state(const ObjectReader& rule) {
  const auto word = rule.nonempty(Field::rule_status);
  if (!word) return SetupState::ready;
  const auto state = rule.wire().state<RuleState>(*word);
  if (!state) return SetupState::unknown;
  switch (*state) {
    case RuleState::pending:
      return SetupState::pending;
    case RuleState::ready:
      return SetupState::ready;
    case RuleState::error:
      return SetupState::error;
  }
  return SetupState::unknown;
}

/// Empty when the rule cannot be expressed in a manifest.
std::optional<SecurityRule> read_rule(const ObjectReader& reader) {
  const auto word = reader.nonempty(Field::rule_direction);
  const auto direction = word ? reader.wire().state<Direction>(*word) : std::nullopt;
  const auto protocol = read_protocol(reader);
  const auto cidr = read_cidr(reader);
  if (!direction || !protocol || !cidr) return std::nullopt;
  const auto ports = read_ports(reader, *protocol);
  if (!ports) return std::nullopt;
  return SecurityRule{*direction, *protocol, *ports, *cidr};
}

}  // namespace

Result<std::vector<LiveRule>> decode_rules(Wire& wire, const nlohmann::json& rules) {
  std::vector<LiveRule> decoded;
  const auto take = [&](const nlohmann::json& object) -> Result<void> {
    const ObjectReader reader(wire, object, "a security rule");
    MUSTER_TRY(auto id, reader.id(Field::rule_id));
    wire.notice_unknown(Schema::rule, object);
    if (auto rule = read_rule(reader))
      decoded.push_back({std::move(id), *std::move(rule), read_state(reader)});
    else
      wire.notice("the security rule " + id.text +
                  " of the account cannot be written in a manifest; muster leaves it alone");
    return {};
  };
  if (rules.is_object()) {
    MUSTER_CHECK(take(rules));
  } else if (rules.is_array()) {
    decoded.reserve(rules.size());
    for (const auto& object : rules) MUSTER_CHECK(take(object));
  } else if (!rules.is_null()) {
    return fail(Errc::protocol, "the answer holds security rules that are not a list");
  }
  std::ranges::sort(decoded, {}, &LiveRule::id);
  return decoded;
}

nlohmann::json encode_rule(const Contract& contract, const SecurityRule& rule) {
  nlohmann::json body = nlohmann::json::object();
  body[contract.send(Field::rule_direction)] = contract.word(rule.direction);
  body[contract.send(Field::rule_ethertype)] =
      contract.word(rule.cidr.ipv6 ? WireEthertype::ipv6 : WireEthertype::ipv4);
  body[contract.send(Field::rule_protocol)] = std::string(to_string(rule.protocol));
  body[contract.send(Field::rule_remote_prefix)] = rule.cidr.text;
  if (rule.ports && has_ports(rule.protocol)) {
    body[contract.send(Field::rule_port_min)] = rule.ports->first;
    body[contract.send(Field::rule_port_max)] = rule.ports->last;
  }
  return body;
}

}  // namespace muster::api
