#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// Provisioned size. Barrack counts whole gigabytes, and 1 TB is 1000 GB (documented).
struct Gigabytes {
  std::int64_t count = 0;
  auto operator<=>(const Gigabytes&) const = default;
};

/// "500GB", "2TB", "500 GB"; a plain number is gigabytes.
std::optional<Gigabytes> parse_gigabytes(std::string_view text);
/// "500GB", "2TB".
std::string format_gigabytes(Gigabytes size);

/// One port or a closed range, 1-65535.
struct Ports {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  auto operator<=>(const Ports&) const = default;
};

/// "22" or "8000-8010".
std::optional<Ports> parse_ports(std::string_view text);
std::string format_ports(Ports ports);

/// An address block in canonical form: host bits are refused, IPv6 is compressed and lower case.
struct Cidr {
  std::string text;
  bool ipv6 = false;
  auto operator<=>(const Cidr&) const = default;
};

/// "203.0.113.0/24", "::/0"; a lone address stands for itself (/32, /128).
std::optional<Cidr> parse_cidr(std::string_view text);

}  // namespace muster
