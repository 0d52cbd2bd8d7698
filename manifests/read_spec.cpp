#include "manifests/read_spec.hpp"

#include "manifests/field_reader.hpp"

#include <array>

namespace muster {

Spec empty_spec(Kind kind) {
  static constexpr auto makers = []<class... S>(std::type_identity<std::variant<S...>>) {
    return std::array{+[]() -> Spec { return S{}; }...};
  }(std::type_identity<Spec>());
  return makers.at(static_cast<std::size_t>(kind))();
}

void read_spec(const YamlNode& mapping, Spec& spec, Reader& in) {
  std::visit([&](auto& own) { read_members(mapping, own, in); }, spec);
}

}  // namespace muster
