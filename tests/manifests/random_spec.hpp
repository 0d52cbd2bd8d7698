#pragma once

#include "model/field.hpp"
#include "model/reference.hpp"
#include "model/resource.hpp"
#include "model/text.hpp"
#include "model/time.hpp"
#include "model/units.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace muster::testing {

/// Values of any type that field tables know, within the bounds of the table, the same for the same
/// seed. Texts are made of what YAML is easily mistaken about.
class RandomSpec {
 public:
  explicit RandomSpec(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool maybe() { return below(2) == 0; }

  std::string text(std::size_t pieces_max = 6) {
    static constexpr auto pieces = std::to_array<const char*>({"a",
                                                               "0",
                                                               " ",
                                                               "  ",
                                                               "\n",
                                                               "\t",
                                                               "#",
                                                               ": ",
                                                               "- ",
                                                               "\"",
                                                               "'",
                                                               "\\",
                                                               "$",
                                                               "${var.",
                                                               "${var.x}",
                                                               "\xC3\xA9",
                                                               "\xE2\x80\xA8",
                                                               "\xEF\xBB\xBF",
                                                               "---",
                                                               "...",
                                                               "|",
                                                               ">",
                                                               "%",
                                                               "@",
                                                               "`",
                                                               "{",
                                                               "}",
                                                               "[",
                                                               "]",
                                                               ",",
                                                               "&x",
                                                               "*x",
                                                               "!",
                                                               "?",
                                                               "null",
                                                               "no",
                                                               "1e3",
                                                               "~",
                                                               "\r",
                                                               "\x1b",
                                                               "\x7f",
                                                               "\xC2\x85",
                                                               "echo",
                                                               "\xE6\x97\xA5",
                                                               "\n\n",
                                                               "\n  ",
                                                               "x\n",
                                                               "- a",
                                                               "=",
                                                               "<<",
                                                               "\xF0\x9F\x9A\x80",
                                                               "true",
                                                               "0x1F",
                                                               "\xE2\x80\xAE"});
    std::string made;
    for (std::size_t count = 1 + below(pieces_max); count > 0; --count)
      made += pieces.at(below(pieces.size()));
    return made;
  }
  std::string name() {
    static constexpr auto names = std::to_array<const char*>(
        {"data", "no", "123", "1.5", "0x1F", "null", "a-b_c.d", "true", "1e3", "Y", "0"});
    return names.at(below(names.size()));
  }

  void fill(bool& value, const FieldInfo&) { value = maybe(); }
  void fill(std::int64_t& value, const FieldInfo& info) {
    const auto first = info.min.value_or(0);
    value = first + static_cast<std::int64_t>(
                        below(static_cast<std::size_t>(info.max.value_or(first + 99) - first + 1)));
  }
  void fill(std::string& value, const FieldInfo& info) {
    value = info.format == Format::decimal ? std::to_string(below(100)) + ".50" : text();
  }
  void fill(SourcedText& value, const FieldInfo& info) {
    value.text = info.format == Format::public_key ? "ssh-ed25519 AAAA" + one_line() : script();
  }
  void fill(Gigabytes& value, const FieldInfo& info) { fill(value.count, info); }
  void fill(Duration& value, const FieldInfo&) { value = std::chrono::seconds(1 + below(100'000)); }
  void fill(Ports& value, const FieldInfo&) {
    value.first = static_cast<std::uint16_t>(1 + below(60'000));
    value.last = static_cast<std::uint16_t>(value.first + (maybe() ? 0 : below(5'000)));
  }
  void fill(Cidr& value, const FieldInfo&) {
    static constexpr auto blocks = std::to_array<const char*>(
        {"0.0.0.0/0", "::/0", "203.0.113.0/24", "2001:db8::/32", "192.0.2.1/32", "::1/128"});
    value = *parse_cidr(blocks.at(below(blocks.size())));
  }
  template <NamedEnum E>
  void fill(E& value, const FieldInfo&) {
    value = enum_names<E>[below(enum_names<E>.size())].first;
  }
  template <Kind K>
  void fill(Reference<K>& value, const FieldInfo&) {
    value.existing = maybe();
    value.name = value.existing ? text() : name();
  }
  template <class T>
  void fill(std::optional<T>& value, const FieldInfo& info) {
    if (maybe()) fill(value.emplace(), info);
  }
  template <class T>
  void fill(std::vector<T>& items, const FieldInfo& info) {
    for (auto count = static_cast<std::size_t>(info.min.value_or(0)) + below(4); count > 0;
         --count) {
      T item;
      FieldInfo element = info;
      element.min.reset();
      element.max.reset();
      fill(item, element);
      if (std::ranges::find(items, item) == items.end()) items.push_back(std::move(item));
    }
  }
  template <class T>
  void fill(std::map<std::string, T>& items, const FieldInfo&) {
    for (auto count = below(3); count > 0; --count) fill(items[name()], FieldInfo{});
  }
  /// One or several: one.
  template <class T>
    requires requires(T& value) { value.others; }
  void fill(T& value, const FieldInfo& info) {
    using One = typename decltype(T::others)::value_type;
    fill(static_cast<One&>(value), info);
  }
  template <Described T>
  void fill(T& object, const FieldInfo& = {}) {
    const std::size_t count = std::tuple_size_v<decltype(fields<T>)>;
    const std::size_t chosen = below(count);
    std::size_t index = 0;
    for_each_field(object, [&]<class M>(const FieldInfo& info, M& member) {
      const bool is_chosen = index++ == chosen;
      if (exactly_one_of<T> && !is_chosen) return;
      fill(member, info);
      if constexpr (requires { member.has_value(); })
        if (exactly_one_of<T> && !member.has_value()) fill(member.emplace(), info);
    });
  }

 private:
  std::string one_line() {
    auto line = text();
    std::erase_if(line, [](char c) { return c == '\n' || c == '\r'; });
    return line;
  }
  std::string script() {
    std::string lines = maybe() ? "#!/bin/sh\n" : "";
    for (std::size_t count = 1 + below(4); count > 0; --count) lines += text(3) + "\n";
    return maybe() ? lines : text(8);
  }

  std::mt19937_64 random_;
};

}  // namespace muster::testing
