#include "model/schema.hpp"

#include "model/assert.hpp"

#include <algorithm>
#include <array>

namespace muster {

const FieldSchema* ObjectSchema::find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      fields, [&](const FieldSchema& field) { return field.info.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

const ObjectSchema& spec_schema(Kind kind) {
  static const auto schemas = []<class... S>(std::variant<S...>*) {
    return std::array{&schema_detail::object_schema<S>()...};
  }(static_cast<Spec*>(nullptr));
  return *schemas.at(static_cast<std::size_t>(kind));
}

const ObjectSchema& managed_schema() {
  return schema_detail::object_schema<ManagedFields>();
}

std::string_view kind_doc(Kind kind) {
  switch (kind) {
    case Kind::project:
      return "The folder's settings: endpoint, manifest paths, variables, ledger.";
    case Kind::ssh_key:
      return "A public key that machines can be given.";
    case Kind::startup_script:
      return "What machines of the advanced tier run at their first boot.";
    case Kind::firewall:
      return "Allow rules for the machines it is attached to; legacy tier.";
    case Kind::volume:
      return "A disk that outlives machines.";
    case Kind::virtual_machine:
      return "A GPU machine, or several with `replicas`.";
    case Kind::snapshot:
      return "The boot disk and configuration of a machine at one time; legacy tier.";
    case Kind::custom_image:
      return "A boot image made from a snapshot; legacy tier.";
    case Kind::snapshot_schedule:
      return "Snapshots by the calendar, and which of them stay.";
    case Kind::power_schedule:
      return "Hibernation and restoring by the calendar.";
    case Kind::budget:
      return "Limits that a plan must keep.";
  }
  MUSTER_ASSERT(false, "unknown kind");
}

}  // namespace muster
