#pragma once

#include "api/codec/wire.hpp"
#include "model/key.hpp"
#include "model/result.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// One object of an answer, its members found under any of their spellings. A view: the object and
/// the wire outlive it.
class ObjectReader {
 public:
  /// `what` names the object in errors ("a volume"). Not an object: every member is missing.
  ObjectReader(Wire& wire, const nlohmann::json& object, const char* what)
      : wire_(wire), object_(object), what_(what) {}

  /// The member, unless it is absent or null.
  const nlohmann::json* find(Field field) const;
  /// The member is there, though it may be null.
  bool has(Field field) const;

  /// Absent, null or not readable as such: empty.
  std::optional<std::string> text(Field field) const;
  /// The same, and empty for an empty string.
  std::optional<std::string> nonempty(Field field) const;
  std::optional<std::int64_t> integer(Field field) const;
  std::optional<Timestamp> timestamp(Field field) const;
  bool flag(Field field, bool otherwise) const;

  /// Errors: protocol, naming what was looked for.
  Result<RemoteId> id(Field field) const;
  Result<std::string> required_text(Field field) const;
  Error missing(Field field) const;

  Wire& wire() const { return wire_; }

 private:
  Wire& wire_;
  const nlohmann::json& object_;
  const char* what_;
};

}  // namespace muster::api
