#pragma once

#include "model/tier.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

namespace muster {

/// What a change of the field means for a thing that exists.
enum class Change {
  in_place,        // one or more calls, the thing stays
  grows_in_place,  // in place upwards, by replacement downwards
  replaces,        // delete and create
  ours,            // known only to muster; the account is not touched
};

/// Syntax beyond the type. A `scalar` text may also be written as a plain number or boolean.
enum class Format {
  any,
  resource_name,
  cron,
  time_zone,
  json_pointer,
  url,
  path,
  decimal,
  date,
  time_of_day,  // "03:30"
  public_key,
  scalar
};

/// What the table says of one field: the only place where it is said.
struct FieldInfo {
  std::string_view name;
  Change change = Change::ours;
  std::string_view doc;
  std::string_view default_text = {};    // what holds when it is left out, for people
  std::optional<std::int64_t> min = {};  // numbers and sizes: value; texts and lists: length
  std::optional<std::int64_t> max = {};
  Format format = Format::any;
  bool required = false;
  bool sensitive = false;  // only a digest is ever stored or shown
  bool unordered = false;  // a list that is compared as a set
  std::optional<Tier> only_on =
      {};  // the other tier does not offer it (evidence: docs/api-coverage.md)
};

/// A field of Owner: its table entry and where it lives.
template <class Owner, class T>
struct Field {
  FieldInfo info;
  T Owner::* member;
};

namespace field_option {
struct Required {};
struct Sensitive {};
struct Unordered {};
struct Min {
  std::int64_t value;
};
struct Max {
  std::int64_t value;
};
struct Default {
  std::string_view text;
};
struct OnlyOn {
  Tier tier;
};

constexpr void apply(FieldInfo& info, Required) {
  info.required = true;
}
constexpr void apply(FieldInfo& info, Sensitive) {
  info.sensitive = true;
}
constexpr void apply(FieldInfo& info, Unordered) {
  info.unordered = true;
}
constexpr void apply(FieldInfo& info, Min min) {
  info.min = min.value;
}
constexpr void apply(FieldInfo& info, Max max) {
  info.max = max.value;
}
constexpr void apply(FieldInfo& info, Default text) {
  info.default_text = text.text;
}
constexpr void apply(FieldInfo& info, OnlyOn only) {
  info.only_on = only.tier;
}
constexpr void apply(FieldInfo& info, Format format) {
  info.format = format;
}
}  // namespace field_option

inline constexpr field_option::Required required{};
inline constexpr field_option::Sensitive sensitive{};
inline constexpr field_option::Unordered unordered{};
constexpr field_option::Min at_least(std::int64_t value) {
  return {value};
}
constexpr field_option::Max at_most(std::int64_t value) {
  return {value};
}
constexpr field_option::Default by_default(std::string_view text) {
  return {text};
}
constexpr field_option::OnlyOn only_on(Tier tier) {
  return {tier};
}

/// One line of a table: field(&VolumeSpec::size, "size", Change::grows_in_place, "...",
/// at_least(100)).
template <class Owner, class T, class... Options>
constexpr Field<Owner, T> field(T Owner::* member, std::string_view name, Change change,
                                std::string_view doc, Options... options) {
  FieldInfo info{.name = name, .change = change, .doc = doc};
  (field_option::apply(info, options), ...);
  return {info, member};
}

/// Specialised for every struct that appears in a manifest: a tuple of Field in the order of
/// documents.
template <class T>
inline constexpr auto fields = nullptr;

template <class T>
concept Described = !std::is_null_pointer_v<std::remove_cv_t<decltype(fields<T>)>>;

/// Specialised to true where exactly one of the fields must be given.
template <class T>
inline constexpr bool exactly_one_of = false;

/// Calls visit(info, value) for every field of a described struct, in order.
template <Described T, class Visit>
constexpr void for_each_field(T& object, Visit&& visit) {
  std::apply([&](const auto&... entry) { (visit(entry.info, object.*(entry.member)), ...); },
             fields<T>);
}
template <Described T, class Visit>
constexpr void for_each_field(const T& object, Visit&& visit) {
  std::apply([&](const auto&... entry) { (visit(entry.info, object.*(entry.member)), ...); },
             fields<T>);
}

}  // namespace muster
