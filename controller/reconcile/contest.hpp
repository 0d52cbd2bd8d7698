#pragma once

#include "diff/plan.hpp"
#include "model/resource.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// Fields that somebody else keeps changing back. After so many healings within the window a field
/// is contested: muster writes it no more until the manifests change or the field has been as it
/// should be for a whole window.
class Contest {
 public:
  static constexpr std::size_t healings_max = 3;
  static constexpr Duration window = std::chrono::hours(1);

  using Field = std::pair<ResourceKey, std::string>;  // the path in the manifest

  /// The plan was carried out: the drift that it heals has been healed once more. Returns the
  /// fields that are contested from now on.
  std::vector<Field> healed(const Plan& plan, const std::vector<ResourceKey>& done, Timestamp now);

  /// The field is still not as it should be, and was left alone.
  void seen(const Field& field, Timestamp now);
  /// Fields that have come to rest are forgotten.
  void forget_old(Timestamp now);
  /// Another revision: everybody gets another chance.
  void clear() { fields_.clear(); }

  bool is_contested(const Field& field) const;
  std::vector<Field> contested() const;

  /// Makes the planner leave contested fields alone. Resources stay sorted.
  void leave_alone(DesiredState& desired) const;

 private:
  struct History {
    std::vector<Timestamp> healings;  // within the window
    bool contested = false;
    Timestamp last_seen{};
  };
  std::map<Field, History> fields_;
};

}  // namespace muster
