#include "model/units.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>

namespace muster {
namespace {

constexpr std::int64_t gigabytes_per_terabyte = 1000;
constexpr std::int64_t gigabytes_max = 1'000'000'000;

std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool host_bits_are_zero(const unsigned char* bytes, std::size_t count, int prefix) {
  for (std::size_t i = 0; i < count * 8; ++i)
    if (static_cast<int>(i) >= prefix && (bytes[i / 8] >> (7 - i % 8) & 1) != 0) return false;
  return true;
}

}  // namespace

std::optional<Gigabytes> parse_gigabytes(std::string_view text) {
  const auto number = take_number(text);
  if (!number || *number > gigabytes_max) return std::nullopt;
  if (text.starts_with(' ')) text.remove_prefix(1);
  if (text.empty() || text == "GB") return Gigabytes{*number};
  if (text == "TB") return Gigabytes{*number * gigabytes_per_terabyte};
  return std::nullopt;
}

std::string format_gigabytes(Gigabytes size) {
  if (size.count != 0 && size.count % gigabytes_per_terabyte == 0)
    return std::to_string(size.count / gigabytes_per_terabyte) + "TB";
  return std::to_string(size.count) + "GB";
}

std::optional<Ports> parse_ports(std::string_view text) {
  const auto first = take_number(text);
  auto last = first;
  if (text.starts_with('-')) {
    text.remove_prefix(1);
    last = take_number(text);
  }
  if (!first || !last || !text.empty() || *first < 1 || *last > 65535 || *first > *last)
    return std::nullopt;
  return Ports{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

std::string format_ports(Ports ports) {
  if (ports.first == ports.last) return std::to_string(ports.first);
  return std::to_string(ports.first) + "-" + std::to_string(ports.last);
}

std::optional<Cidr> parse_cidr(std::string_view text) {
  const bool ipv6 = text.find(':') != std::string_view::npos;
  const int bits = ipv6 ? 128 : 32;
  int prefix = bits;
  const auto slash = text.find('/');
  if (slash != std::string_view::npos) {
    auto tail = text.substr(slash + 1);
    const auto number = take_number(tail);
    if (!number || !tail.empty() || *number > bits) return std::nullopt;
    prefix = static_cast<int>(*number);
  }
  const std::string address(text.substr(0, slash));
  std::array<unsigned char, 16> bytes{};
  const int family = ipv6 ? AF_INET6 : AF_INET;
  if (inet_pton(family, address.c_str(), bytes.data()) != 1) return std::nullopt;
  if (!host_bits_are_zero(bytes.data(), ipv6 ? 16 : 4, prefix)) return std::nullopt;
  std::array<char, INET6_ADDRSTRLEN> printed{};
  inet_ntop(family, bytes.data(), printed.data(), printed.size());
  return Cidr{std::string(printed.data()) + "/" + std::to_string(prefix), ipv6};
}

}  // namespace muster
