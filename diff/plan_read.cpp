#include "diff/plan_members.hpp"
#include "diff/plan_value.hpp"
#include "model/from_value.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

class PlanReader {
 public:
  template <class T>
  bool read(const Value& value, T& target);

  /// Path of the first member that cannot be understood.
  const std::string& bad() const { return bad_; }

 private:
  /// Hands the members of one map to their targets.
  struct Members {
    PlanReader& reader;
    const Value& map;
    bool good = true;

    template <class T>
    void operator()(const char* name, T& member) {
      if (!good) return;
      const Value* found = map.find(name);
      good = found != nullptr && reader.read(*found, member);
      if (!good) reader.bad_ = std::string("/") + name + reader.bad_;
    }
  };

  template <class T>
  bool read_object(const Value& value, T& object) {
    Members inner{*this, value};
    members(inner, object);
    return inner.good;
  }
  template <class T>
  bool read_list(const Value& value, std::vector<T>& items);
  bool read_operation(const Value& value, Operation& operation);

  std::string bad_;
};

template <std::unsigned_integral N>
bool read_number(const Value& value, N& number) {
  const auto* found = value.get_if<std::int64_t>();
  if (found == nullptr || *found < 0 || !std::in_range<N>(*found)) return false;
  number = static_cast<N>(*found);
  return true;
}

bool read_count(const Value& value, Duration& length) {
  const auto* found = value.get_if<std::int64_t>();
  if (found == nullptr) return false;
  length = Duration(*found);
  return true;
}

/// "2.29 USD"
bool read_money(const Value& value, Money& money) {
  const auto* text = value.get_if<std::string>();
  const auto space = text == nullptr ? std::string::npos : text->find(' ');
  if (space == std::string::npos) return false;
  const auto currency = parse_enum<Currency>(std::string_view(*text).substr(space + 1));
  const auto amount =
      currency ? parse_money(std::string_view(*text).substr(0, space), *currency) : std::nullopt;
  if (amount) money = *amount;
  return amount.has_value();
}

bool read_key(const Value& value, ResourceKey& key) {
  const auto* text = value.get_if<std::string>();
  const auto slash = text == nullptr ? std::string::npos : text->find('/');
  if (slash == std::string::npos) return false;
  const auto kind = parse_enum<Kind>(std::string_view(*text).substr(0, slash));
  if (!kind) return false;
  key = {*kind, text->substr(slash + 1)};
  return true;
}

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
bool PlanReader::read(const Value& value, T& target) {
  if constexpr (std::same_as<T, Value>)
    return target = value, true;
  else if constexpr (std::same_as<T, RemoteId>)
    return from_value(value, target.text);
  else if constexpr (std::same_as<T, ResourceKey>)
    return read_key(value, target);
  else if constexpr (std::same_as<T, Duration>)
    return read_count(value, target);
  else if constexpr (std::same_as<T, Money>)
    return read_money(value, target);
  else if constexpr (std::same_as<T, Operation>)
    return read_operation(value, target);
  else if constexpr (std::same_as<T, Timestamp>) {
    Duration since{};
    const bool good = read_count(value, since);
    target = Timestamp(since);
    return good;
  } else if constexpr (std::unsigned_integral<T> && !std::same_as<T, bool>)
    return read_number(value, target);
  else if constexpr (is_optional<T>)
    return value.is_null() ? (target.reset(), true) : read(value, target.emplace());
  else if constexpr (is_vector<T>)
    return read_list(value, target);
  else if constexpr (requires { from_value(value, target); })
    return from_value(value, target);
  else
    return read_object(value, target);
}

template <class T>
bool PlanReader::read_list(const Value& value, std::vector<T>& items) {
  const auto* list = value.get_if<Value::List>();
  if (list == nullptr) return false;
  items.reserve(list->size());
  for (const auto& item : *list) {
    if (read(item, items.emplace_back())) continue;
    bad_ = "/" + std::to_string(items.size() - 1) + bad_;
    return false;
  }
  return true;
}

template <std::size_t I = 0>
bool choose(std::string_view name, Operation& operation) {
  if constexpr (I < std::variant_size_v<Operation>) {
    Operation candidate(std::in_place_index<I>);
    if (operation_name(candidate) != name) return choose<I + 1>(name, operation);
    operation = std::move(candidate);
    return true;
  }
  return false;
}

bool PlanReader::read_operation(const Value& value, Operation& operation) {
  const Value* found = value.find("operation");
  const auto* name = found == nullptr ? nullptr : found->get_if<std::string>();
  if (name == nullptr || !choose(*name, operation)) return false;
  Members inner{*this, value};
  std::visit([&](auto& op) { operation_members(inner, op); }, operation);
  return inner.good;
}

/// The executor follows indices without looking: they must lead somewhere, and backwards.
bool indices_hold(const Plan& plan) {
  const auto below = [](const std::vector<std::size_t>& indices, std::size_t end) {
    return std::ranges::all_of(indices, [end](std::size_t index) { return index < end; });
  };
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    if (!below(step.needs, i) || !below(step.after, i)) return false;
    if (!below(step.relies_on, plan.observations.size())) return false;
  }
  for (const auto* changes : {&plan.changes, &plan.drift})
    for (const auto& change : *changes)
      if (!below(change.steps, plan.steps.size())) return false;
  return below(plan.critical_path, plan.steps.size());
}

}  // namespace

Result<Plan> plan_from_value(const Value& value) {
  Plan plan;
  PlanReader reader;
  if (!reader.read(value, plan))
    return fail(Errc::corrupt, "its member " + reader.bad() + " cannot be understood");
  if (!indices_hold(plan)) return fail(Errc::corrupt, "its steps do not follow one another");
  plan.hash = hash_of(plan);
  return plan;
}

}  // namespace muster
