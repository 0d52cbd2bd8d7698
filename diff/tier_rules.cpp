#include "diff/tier_rules.hpp"

namespace muster {
namespace {

bool is_empty_list(const Value& value) {
  const auto* list = value.get_if<Value::List>();
  return list != nullptr && list->empty();
}

void check_fields(Draft& draft, const Subject& subject, const ObjectSchema& schema,
                  const std::string& path, const Value& value, Tier tier) {
  for (const auto& field : schema.fields) {
    const Value* member = value.find(field.info.name);
    if (member == nullptr) continue;
    const auto inner = [&] { return path + "/" + std::string(field.info.name); };
    if (field.info.only_on && *field.info.only_on != tier && !is_empty_list(*member))
      draft.error(
          subject, inner(),
          std::string(field.info.name) + " is not offered on tier " + std::string(to_string(tier)),
          "only tier " + std::string(to_string(*field.info.only_on)) + " has it");
    else if (field.type.object != nullptr)
      check_fields(draft, subject, *field.type.object, inner(), *member, tier);
  }
}

}  // namespace

void check_tiers(Draft& draft) {
  for (const auto& subject : draft.subjects) {
    if (subject.desired == nullptr) continue;
    const Spec& spec = subject.desired->spec;
    const auto& schema = spec_schema(subject.key.kind);
    if (const auto* volume = std::get_if<VolumeSpec>(&spec)) {
      check_fields(draft, subject, schema, "/spec", subject.wanted, volume->tier);
      if (tier_of(volume->type) != volume->tier)
        draft.error(subject, "/spec/type",
                    "volumes of type " + std::string(to_string(volume->type)) +
                        " are not offered on tier " + std::string(to_string(volume->tier)),
                    volume->tier == Tier::legacy ? "use SSD" : "use HDD or NVMe");
    } else if (const auto* machine = std::get_if<VirtualMachineSpec>(&spec)) {
      check_fields(draft, subject, schema, "/spec", subject.wanted, machine->tier);
    }
  }
}

}  // namespace muster
