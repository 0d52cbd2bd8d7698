#pragma once

#include "model/field.hpp"
#include "model/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

enum class OnDelete { delete_it, retain };
enum class OnDrift { heal, report };
enum class Replace { allow, never, create_first };

template <>
inline constexpr auto enum_names<OnDelete> = std::to_array<std::pair<OnDelete, std::string_view>>(
    {{OnDelete::delete_it, "delete"}, {OnDelete::retain, "retain"}});
template <>
inline constexpr auto enum_names<OnDrift> = std::to_array<std::pair<OnDrift, std::string_view>>(
    {{OnDrift::heal, "heal"}, {OnDrift::report, "report"}});
template <>
inline constexpr auto enum_names<Replace> = std::to_array<std::pair<Replace, std::string_view>>(
    {{Replace::allow, "allow"}, {Replace::never, "never"}, {Replace::create_first, "createFirst"}});

/// How muster treats a resource, whatever its kind.
struct Lifecycle {
  bool adopt = false;
  bool protect = false;
  OnDelete on_delete = OnDelete::delete_it;
  OnDrift on_drift = OnDrift::heal;
  Replace replace = Replace::allow;
  std::vector<std::string> ignore;
  bool operator==(const Lifecycle&) const = default;
};
template <>
inline constexpr auto fields<Lifecycle> = std::tuple{
    field(&Lifecycle::adopt, "adopt", Change::ours,
          "Take over a thing of this name that already exists in the account.",
          by_default("false")),
    field(&Lifecycle::protect, "protect", Change::ours,
          "Refuse to delete or replace it. Remembered: removing the manifest does not remove the "
          "protection.",
          by_default("false")),
    field(&Lifecycle::on_delete, "onDelete", Change::ours,
          "What happens in the account when the manifest goes away.", by_default("delete")),
    field(&Lifecycle::on_drift, "onDrift", Change::ours,
          "Whether a change made outside muster is undone or only reported.", by_default("heal")),
    field(&Lifecycle::replace, "replace", Change::ours,
          "Whether a change that needs a new thing may delete the old one, and in which order.",
          by_default("allow")),
    field(&Lifecycle::ignore, "ignore", Change::ours,
          "Fields that muster leaves as they are in the account, as JSON pointers such as "
          "/spec/powerState.",
          Format::json_pointer),
};

/// How long muster waits for the account before it reports a step as stalled.
struct Timeouts {
  std::optional<Duration> create;
  std::optional<Duration> update;
  std::optional<Duration> remove;
  std::optional<Duration> capacity = {};
  bool operator==(const Timeouts&) const = default;
};
template <>
inline constexpr auto fields<Timeouts> = std::tuple{
    field(&Timeouts::create, "create", Change::ours, "From the call to a usable thing.",
          by_default("by kind")),
    field(&Timeouts::update, "update", Change::ours, "For each change in place.",
          by_default("by kind")),
    field(&Timeouts::remove, "delete", Change::ours, "Until the account no longer shows it.",
          by_default("by kind")),
    field(&Timeouts::capacity, "capacity", Change::ours,
          "For GPUs that were in stock when the plan was made and are not when it is performed; of "
          "machines.",
          by_default("no waiting")),
};

/// Fields that every managed kind has beside its own in `spec`.
struct ManagedFields {
  Lifecycle lifecycle;
  Timeouts timeouts;
  bool operator==(const ManagedFields&) const = default;
};
template <>
inline constexpr auto fields<ManagedFields> = std::tuple{
    field(&ManagedFields::lifecycle, "lifecycle", Change::ours, "How muster treats this resource."),
    field(&ManagedFields::timeouts, "timeouts", Change::ours, "How long muster waits."),
};

}  // namespace muster
