#pragma once

#include "model/field.hpp"
#include "model/reference.hpp"

#include <map>
#include <string>
#include <vector>

namespace muster {

using Labels = std::map<std::string, std::string>;

/// Machines by name or by label.
struct VirtualMachineSelector {
  std::vector<Reference<Kind::virtual_machine>> names;
  Labels match_labels;
  bool operator==(const VirtualMachineSelector&) const = default;
};
template <>
inline constexpr auto fields<VirtualMachineSelector> = std::tuple{
    field(&VirtualMachineSelector::names, "names", Change::ours, "These machines.", unordered),
    field(&VirtualMachineSelector::match_labels, "matchLabels", Change::ours,
          "Machines that carry all of these labels."),
};
template <>
inline constexpr bool exactly_one_of<VirtualMachineSelector> = true;

}  // namespace muster
