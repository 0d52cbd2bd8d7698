#pragma once

#include <cstddef>
#include <vector>

namespace muster {

/// One T, or several in the order in which they are wanted: the first is the T itself. Written as
/// one mapping, or as a list of them.
template <class T>
struct Preferred : T {
  std::vector<T> others = {};
  bool operator==(const Preferred&) const = default;

  std::size_t size() const { return 1 + others.size(); }
  const T& at(std::size_t place) const {
    return place == 0 ? static_cast<const T&>(*this) : others[place - 1];
  }
};

template <class T>
inline constexpr bool is_preferred = false;
template <class T>
inline constexpr bool is_preferred<Preferred<T>> = true;

}  // namespace muster
