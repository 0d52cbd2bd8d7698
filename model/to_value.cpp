#include "model/to_value.hpp"

namespace muster {

Value spec_to_value(const Spec& spec, const SecretKey& key) {
  return std::visit([&](const auto& s) { return to_value(s, FieldInfo{}, key); }, spec);
}

}  // namespace muster
