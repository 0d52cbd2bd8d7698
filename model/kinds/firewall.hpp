#pragma once

#include "model/field.hpp"
#include "model/units.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

enum class Direction { ingress, egress };
template <>
inline constexpr auto enum_names<Direction> = std::to_array<std::pair<Direction, std::string_view>>(
    {{Direction::ingress, "ingress"}, {Direction::egress, "egress"}});

/// The protocols of the legacy upstream (inferred); the guide names tcp, udp and icmp (documented).
enum class Protocol {
  tcp,
  udp,
  icmp,
  any,
  ah,
  dccp,
  egp,
  esp,
  gre,
  hopopt,
  icmpv6,
  igmp,
  ip,
  ipip,
  ipv6_encap,
  ipv6_frag,
  ipv6_icmp,
  ipv6_nonxt,
  ipv6_opts,
  ipv6_route,
  ospf,
  pgm,
  rsvp,
  sctp,
  udplite,
  vrrp
};
template <>
inline constexpr auto enum_names<Protocol> = std::to_array<std::pair<Protocol, std::string_view>>({
    {Protocol::tcp, "tcp"},
    {Protocol::udp, "udp"},
    {Protocol::icmp, "icmp"},
    {Protocol::any, "any"},
    {Protocol::ah, "ah"},
    {Protocol::dccp, "dccp"},
    {Protocol::egp, "egp"},
    {Protocol::esp, "esp"},
    {Protocol::gre, "gre"},
    {Protocol::hopopt, "hopopt"},
    {Protocol::icmpv6, "icmpv6"},
    {Protocol::igmp, "igmp"},
    {Protocol::ip, "ip"},
    {Protocol::ipip, "ipip"},
    {Protocol::ipv6_encap, "ipv6-encap"},
    {Protocol::ipv6_frag, "ipv6-frag"},
    {Protocol::ipv6_icmp, "ipv6-icmp"},
    {Protocol::ipv6_nonxt, "ipv6-nonxt"},
    {Protocol::ipv6_opts, "ipv6-opts"},
    {Protocol::ipv6_route, "ipv6-route"},
    {Protocol::ospf, "ospf"},
    {Protocol::pgm, "pgm"},
    {Protocol::rsvp, "rsvp"},
    {Protocol::sctp, "sctp"},
    {Protocol::udplite, "udplite"},
    {Protocol::vrrp, "vrrp"},
});

constexpr bool has_ports(Protocol protocol) {
  return protocol == Protocol::tcp || protocol == Protocol::udp || protocol == Protocol::udplite ||
         protocol == Protocol::sctp || protocol == Protocol::dccp;
}

/// An allow rule; there are no deny rules (inferred). Matched by value: rules have no names.
/// The ethertype of the API follows from the address block.
struct SecurityRule {
  Direction direction = Direction::ingress;
  Protocol protocol = Protocol::tcp;
  std::optional<Ports> ports;
  Cidr cidr;
  auto operator<=>(const SecurityRule&) const = default;
};
template <>
inline constexpr auto fields<SecurityRule> = std::tuple{
    field(&SecurityRule::direction, "direction", Change::in_place, "Which way the traffic goes.",
          required),
    field(&SecurityRule::protocol, "protocol", Change::in_place, "IP protocol.", required),
    field(&SecurityRule::ports, "ports", Change::in_place,
          "A port or a range such as 8000-8010; only for protocols that have ports.",
          by_default("every port")),
    field(&SecurityRule::cidr, "cidr", Change::in_place, "The other side, as an address block.",
          required),
};

struct FirewallSpec {
  std::string region;
  std::optional<std::string> description;
  std::vector<SecurityRule> rules;
  bool operator==(const FirewallSpec&) const = default;
};
template <>
inline constexpr auto fields<FirewallSpec> = std::tuple{
    field(&FirewallSpec::region, "region", Change::replaces,
          "Where it lives; must be the region of the machines it protects.", required, at_least(1)),
    field(&FirewallSpec::description, "description", Change::replaces, "Shown in the account.",
          at_most(255)),
    field(&FirewallSpec::rules, "rules", Change::in_place,
          "What is allowed in and out; added and removed one by one.", unordered, at_most(200)),
};

}  // namespace muster
