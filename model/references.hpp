#pragma once

#include "model/reference.hpp"
#include "model/resource.hpp"

#include <functional>
#include <string>

namespace muster {

/// Calls visit for every reference that the spec holds, in the order of its field table, with the
/// JSON pointer of the field: "/spec/sshKeys/0".
void for_each_reference(
    const Spec& spec,
    const std::function<void(const AnyReference& reference, const std::string& pointer)>& visit);

}  // namespace muster
