#pragma once

#include "api/sandbox/objects.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace muster::sandbox {

/// All objects of one kind in the order of their creation, found by id and by name without a
/// search. References stay valid until the object is erased.
template <class T>
class Table {
 public:
  /// Of those not gone.
  T* find(const std::string& id) {
    T* object = find_any(id);
    return object != nullptr && !object->gone ? object : nullptr;
  }
  const T* find(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found != by_id_.end() && !found->second->gone ? found->second : nullptr;
  }
  /// Also of those that only lists still show.
  T* find_any(const std::string& id) {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

  bool name_taken(const std::string& name) const { return names_.contains(name); }

  /// Adds, or puts in the place of the object with the same id.
  T& put(T object) {
    if (T* present = find_any(object.id); present != nullptr) {
      release_name(*present);
      *present = std::move(object);
      take_name(*present);
      return *present;
    }
    auto place = rows_.end();
    if (!rows_.empty() && rows_.back()->serial > object.serial) place = lower_bound(object.serial);
    T& added = **rows_.insert(place, std::make_unique<T>(std::move(object)));
    by_id_.emplace(added.id, &added);
    take_name(added);
    return added;
  }

  /// From now on only lists show it, and its name is free.
  void set_gone(T& object) {
    release_name(object);
    object.gone = true;
  }

  void erase(const std::string& id) {
    T* object = find_any(id);
    if (object == nullptr) return;
    release_name(*object);
    by_id_.erase(id);
    rows_.erase(lower_bound(object->serial));
  }

  const std::vector<std::unique_ptr<T>>& rows() const { return rows_; }

 private:
  auto lower_bound(std::uint64_t serial) {
    return std::ranges::lower_bound(rows_, serial, {}, [](const auto& row) { return row->serial; });
  }
  void take_name(const T& object) {
    if (!object.gone) names_.emplace(object.name, object.id);
  }
  void release_name(const T& object) {
    const auto found = names_.find(object.name);
    if (found != names_.end() && found->second == object.id) names_.erase(found);
  }

  std::vector<std::unique_ptr<T>> rows_;
  std::unordered_map<std::string, T*> by_id_;
  std::unordered_map<std::string, std::string> names_;
};

}  // namespace muster::sandbox
