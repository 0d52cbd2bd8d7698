#include "diff/plan.hpp"

namespace muster {

std::string_view symbol(Action action) {
  switch (action) {
    case Action::no_op:
      return " ";
    case Action::create:
      return "+";
    case Action::update:
      return "~";
    case Action::remove:
      return "-";
    case Action::replace:
      return "-/+";
    case Action::replace_create_first:
      return "+/-";
    case Action::adopt:
      return ">";
    case Action::forget:
      return ".";
    case Action::hibernate:
      return "z";
    case Action::restore:
      return "Z";
  }
  return "?";
}

PlanCounts count(const Plan& plan) {
  PlanCounts counts;
  for (const auto& change : plan.changes) {
    counts.destroy += change.leftovers;
    switch (change.action) {
      case Action::no_op:
        break;
      case Action::create:
        ++counts.add;
        break;
      case Action::update:
      case Action::hibernate:
      case Action::restore:
        ++counts.change;
        break;
      case Action::remove:
        ++counts.destroy;
        break;
      case Action::replace:
      case Action::replace_create_first:
        ++counts.add;
        ++counts.destroy;
        break;
      case Action::adopt:
        ++counts.adopt;
        break;
      case Action::forget:
        ++counts.forget;
        break;
    }
  }
  return counts;
}

}  // namespace muster
