#pragma once

#include "manifests/reader.hpp"
#include "model/resource.hpp"

namespace muster {

/// A spec of the kind with nothing in it.
Spec empty_spec(Kind kind);
/// Reads the kind's own fields from `spec`, whichever kind it is.
void read_spec(const YamlNode& mapping, Spec& spec, Reader& in);

}  // namespace muster
