#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// Where a field stands in its manifest's file; counted as in Position.
struct FieldPosition {
  std::string pointer;  // JSON pointer, "/spec/gpu/model"
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// Where the fields of one manifest stand. Copies share it: there are more of these than of
/// anything else that is known of a project.
class FieldPositions {
 public:
  FieldPositions() = default;
  explicit FieldPositions(std::vector<FieldPosition> all)
      : all_(std::make_shared<const std::vector<FieldPosition>>(std::move(all))) {}

  /// Null for a field that is not written down.
  const FieldPosition* find(std::string_view pointer) const {
    if (all_ == nullptr) return nullptr;
    const auto found = std::ranges::find(*all_, pointer, &FieldPosition::pointer);
    return found == all_->end() ? nullptr : &*found;
  }

 private:
  std::shared_ptr<const std::vector<FieldPosition>> all_;
};

}  // namespace muster
