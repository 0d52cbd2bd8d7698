#pragma once

#include "model/shared.hpp"

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace muster {

/// A vector whose copies share their items until one of them is edited: what one look at an account
/// shows is mostly what the look before did. Reading what is const never copies.
template <class T>
class SharedList {
 public:
  using value_type = T;
  using iterator = typename std::vector<T>::iterator;
  using const_iterator = typename std::vector<T>::const_iterator;

  SharedList() = default;
  SharedList(std::vector<T> items)  // NOLINT: it is one
      : items_(std::make_shared<std::vector<T>>(std::move(items))) {}
  SharedList(std::initializer_list<T> items) : SharedList(std::vector<T>(items)) {}

  const std::vector<T>& read() const {
    static const std::vector<T> none;
    return items_ == nullptr ? none : *items_;
  }
  operator const std::vector<T>&() const { return read(); }  // NOLINT: likewise
  /// To be changed; copies of the list stay as they are.
  std::vector<T>& edit() { return own(items_); }

  const_iterator begin() const { return read().begin(); }
  const_iterator end() const { return read().end(); }
  iterator begin() { return edit().begin(); }
  iterator end() { return edit().end(); }
  std::size_t size() const { return read().size(); }
  bool empty() const { return read().empty(); }
  const T& front() const { return read().front(); }
  const T& back() const { return read().back(); }
  const T& operator[](std::size_t index) const { return read()[index]; }
  T& front() { return edit().front(); }
  T& back() { return edit().back(); }
  T& operator[](std::size_t index) { return edit()[index]; }
  void push_back(T item) { edit().push_back(std::move(item)); }
  void pop_back() { edit().pop_back(); }
  void clear() { items_.reset(); }

  bool operator==(const SharedList& other) const {
    return items_ == other.items_ || read() == other.read();
  }

 private:
  std::shared_ptr<std::vector<T>> items_;
};

}  // namespace muster
