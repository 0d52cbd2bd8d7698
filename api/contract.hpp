#pragma once

#include "api/routes.hpp"
#include "api/wire_names.hpp"
#include "api/wire_states.hpp"
#include "model/kinds/contract_overrides.hpp"
#include "model/result.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::api {

struct Route {
  std::string method;  // upper case
  std::string path;    // below the endpoint; parameters as {name}
  Evidence evidence = Evidence::inferred;
  Effect effect = Effect::accumulates;
};

/// How one JSON member is spelled.
struct WireName {
  std::vector<std::string> spellings;  // never empty; all are accepted when reading, the first wins

  const std::string& send() const { return spellings.front(); }
};

/// A path or query argument; a view, so for immediate use only.
struct Argument {
  std::string_view name;
  std::string_view value;
};
using Arguments = std::initializer_list<Argument>;

/// Everything muster believes about the API that is not written in its logic: most of it is
/// guessed, all of it can be corrected at run time.
class Contract {
 public:
  /// What api/openapi.yaml says.
  static Contract standard();

  const Route& route(Operation operation) const {
    return routes_[static_cast<std::size_t>(operation)];
  }
  const WireName& name(Field field) const { return names_[static_cast<std::size_t>(field)]; }
  /// The spelling to send.
  const std::string& send(Field field) const { return name(field).send(); }

  /// The value that the server's word stands for, whatever its case and with '-' or ' ' for '_';
  /// empty for a word nobody has told us of.
  template <class E>
  std::optional<E> read(std::string_view word) const {
    if (auto value = find_word(state_group<E>, word)) return static_cast<E>(*value);
    return std::nullopt;
  }
  /// The word to send for a value.
  template <class E>
  const std::string& word(E value) const {
    return word_for(state_group<E>, static_cast<std::uint8_t>(value));
  }

  const std::string& auth_header() const { return auth_header_; }
  /// The header's value for this key. Never log it.
  std::string auth_value(std::string_view api_key) const {
    return auth_prefix_ + std::string(api_key);
  }

  /// The request target: the path of the endpoint's URL (no trailing slash), the route's path with
  /// its parameters replaced, and the query without its empty values. `path` names exactly the
  /// route's parameters. Errors: invalid_input for a path value that is empty or a dot segment,
  /// since such a request would address something else.
  Result<std::string> target(Operation operation, std::string_view endpoint_path,
                             Arguments path = {}, Arguments query = {}) const;

 private:
  friend Result<Contract> apply_overrides(Contract contract, const ContractOverrides& overrides);

  struct StateWords {
    StateGroup group;
    std::uint8_t value;
    std::vector<std::string> spellings;
  };

  Contract() = default;
  std::optional<std::uint8_t> find_word(StateGroup group, std::string_view word) const;
  const std::string& word_for(StateGroup group, std::uint8_t value) const;
  Result<void> override_route(const std::string& name, const RouteOverride& override);
  Result<void> override_name(const std::string& key, const std::vector<std::string>& spellings);
  Result<void> override_state(const std::string& key, const std::vector<std::string>& spellings);
  Result<void> check_names() const;
  Result<void> check_states() const;

  std::string auth_header_;
  std::string auth_prefix_;
  std::array<Route, operation_count> routes_;
  std::array<WireName, field_count> names_;
  std::vector<StateWords> states_;
};

/// The contract with the user's corrections. A list of spellings replaces the standard one. Errors:
/// invalid_input naming the entry, with the nearest known one when it is unknown; a path must keep
/// the route's parameters, and no two members of one object may be read by the same spelling.
Result<Contract> apply_overrides(Contract contract, const ContractOverrides& overrides);

}  // namespace muster::api
