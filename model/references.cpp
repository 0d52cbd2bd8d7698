#include "model/references.hpp"

#include "model/field.hpp"

#include <map>
#include <optional>
#include <vector>

namespace muster {
namespace {

using Visit = std::function<void(const AnyReference&, const std::string&)>;

/// Most types hold no references; lists, options and structs may.
template <class T>
struct Walk {
  static constexpr bool any = [] {
    if constexpr (Described<T>)
      return std::apply([]<class... M>(const Field<T, M>&...) { return (Walk<M>::any || ...); },
                        fields<T>);
    else
      return false;
  }();
  static void in(const T& value, const std::string& pointer, const Visit& visit) {
    if constexpr (any)
      for_each_field(value, [&]<class M>(const FieldInfo& info, const M& member) {
        if constexpr (Walk<M>::any)
          Walk<M>::in(member, pointer + "/" + std::string(info.name), visit);
      });
  }
};
template <Kind K>
struct Walk<Reference<K>> {
  static constexpr bool any = true;
  static void in(const Reference<K>& value, const std::string& pointer, const Visit& visit) {
    visit({K, value.name, value.existing}, pointer);
  }
};
template <class T>
struct Walk<std::optional<T>> {
  static constexpr bool any = Walk<T>::any;
  static void in(const std::optional<T>& value, const std::string& pointer, const Visit& visit) {
    if (value) Walk<T>::in(*value, pointer, visit);
  }
};
template <class T>
struct Walk<std::vector<T>> {
  static constexpr bool any = Walk<T>::any;
  static void in(const std::vector<T>& values, const std::string& pointer, const Visit& visit) {
    for (std::size_t i = 0; i < values.size(); ++i)
      Walk<T>::in(values[i], pointer + "/" + std::to_string(i), visit);
  }
};

}  // namespace

void for_each_reference(const Spec& spec, const Visit& visit) {
  std::visit([&]<class S>(const S& own) { Walk<S>::in(own, "/spec", visit); }, spec);
}

}  // namespace muster
