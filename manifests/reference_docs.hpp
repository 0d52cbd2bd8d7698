#pragma once

#include <string>

namespace muster {

/// docs/manifests.md: how manifests are written, then every kind with its fields and an example.
std::string reference_docs();

}  // namespace muster
