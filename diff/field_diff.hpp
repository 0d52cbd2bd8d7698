#pragma once

#include "diff/plan.hpp"
#include "model/schema.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A field that is not as wanted, and what the table says a change of it means.
struct FieldDifference {
  FieldChange change;
  Change rule = Change::in_place;
};

/// Compares what is wanted with what is there, field by field. Fields that `desired` leaves out are
/// not compared; those that `live` does not show are compared with `recorded`. It is drift if the
/// field was already applied as it is wanted and the account differs. Without a record
/// (`recorded` null: the thing is being adopted) what the account does not show is taken to be as
/// wanted.
std::vector<FieldDifference> diff_fields(const ObjectSchema& schema, const Value& desired,
                                         const Value& live, const Value* recorded);

/// Lists that are sets sorted and without repetitions, all the way down.
Value normalized(const ObjectSchema& schema, Value value);

/// What the account shows, completed by the record (null: there is none) where it shows nothing.
Value completed(const ObjectSchema& schema, const Value& live, const Value* recorded);

/// One entry for each leaf of a spec.
struct Leaf {
  std::string path;
  Value value;
  bool sensitive = false;
};
std::vector<Leaf> leaves(const ObjectSchema& schema, const Value& value);

/// Whether a pointer of lifecycle.ignore covers the path.
bool is_ignored(std::string_view path, const std::vector<std::string>& ignore);

/// A copy of `value` in which the member at the top of `path` ("/spec/volumes") is as in `other`,
/// or missing as there.
Value with_member_of(Value value, std::string_view path, const Value* other);

}  // namespace muster
