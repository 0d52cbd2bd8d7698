#pragma once

#include "model/result.hpp"
#include "model/shared.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace muster {

/// What stands for a secret wherever values are compared, stored or shown: a keyed digest, never
/// the text.
struct SecretDigest {
  std::string hex;
  auto operator<=>(const SecretDigest&) const = default;
};

/// A spec taken apart into plain values: what is compared, recorded and printed.
/// Members keep the order of the field table; equality and digests do not depend on where a value
/// came from. Copies share lists and maps until one of them is edited: what is recorded, wanted and
/// seen is mostly the same, ten thousand times.
class Value {
 public:
  using List = std::vector<Value>;
  using Member = std::pair<std::string, Value>;
  using Map = std::vector<Member>;

  Value() = default;
  Value(bool flag) : data_(flag) {}              // NOLINT: a value is made from any plain type
  Value(std::int64_t number) : data_(number) {}  // NOLINT
  Value(std::string text) : data_(std::move(text)) {}                   // NOLINT
  Value(const char* text) : data_(std::string(text)) {}                 // NOLINT
  Value(SecretDigest secret) : data_(std::move(secret)) {}              // NOLINT
  Value(List list) : data_(std::make_shared<List>(std::move(list))) {}  // NOLINT
  Value(Map map) : data_(std::make_shared<Map>(std::move(map))) {}      // NOLINT

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  /// Null unless it is one.
  template <class T>
  const T* get_if() const {
    const auto* held = std::get_if<Held<T>>(&data_);
    if constexpr (is_shared<T>)
      return held == nullptr ? nullptr : held->get();
    else
      return held;
  }
  /// The same, to be changed; copies of the value stay as they are.
  template <class T>
  T* edit() {
    static_assert(is_shared<T>, "anything else is replaced, not edited");
    auto* held = std::get_if<Held<T>>(&data_);
    if (held == nullptr) return nullptr;
    return &own(*held);
  }

  /// The member of a map; null for anything else or when absent.
  const Value* find(std::string_view name) const;
  /// A member of a map below maps: "/gpu/model".
  const Value* at_path(std::string_view pointer) const;

  bool operator==(const Value& other) const;
  std::partial_ordering operator<=>(const Value& other) const;

 private:
  template <class T>
  static constexpr bool is_shared = std::is_same_v<T, List> || std::is_same_v<T, Map>;
  template <class T>
  using Held = std::conditional_t<is_shared<T>, std::shared_ptr<T>, T>;

  std::variant<std::monostate, bool, std::int64_t, std::string, SecretDigest, Held<List>, Held<Map>>
      data_;
};

/// Compact JSON. A secret is {"$secret": "<digest>"}.
std::string to_json(const Value& value);
/// What to_json wrote. Errors: corrupt.
Result<Value> value_from_json(std::string_view json);

/// For people, on one line: strings quoted, secrets "(sensitive)".
std::string to_display(const Value& value);

}  // namespace muster
