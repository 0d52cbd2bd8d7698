#pragma once

#include "model/shared.hpp"

#include <cstddef>
#include <map>
#include <memory>

namespace muster {

/// A map whose copies share their entries until one of them is edited: what muster owns is handed
/// around far more often than it changes.
template <class K, class V>
class SharedMap {
 public:
  using Map = std::map<K, V>;

  const Map& read() const {
    static const Map none;
    return entries_ == nullptr ? none : *entries_;
  }
  /// To be changed; copies of the map stay as they are.
  Map& edit() { return own(entries_); }

  auto begin() const { return read().begin(); }
  auto end() const { return read().end(); }
  std::size_t size() const { return read().size(); }
  bool empty() const { return read().empty(); }
  bool contains(const K& key) const { return read().contains(key); }
  auto find(const K& key) const { return read().find(key); }
  const V& at(const K& key) const { return read().at(key); }

  bool operator==(const SharedMap& other) const {
    return entries_ == other.entries_ || read() == other.read();
  }

 private:
  std::shared_ptr<Map> entries_;
};

}  // namespace muster
