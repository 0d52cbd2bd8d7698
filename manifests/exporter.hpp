#pragma once

#include "model/resource.hpp"

#include <map>
#include <string>
#include <vector>

namespace muster {

/// What a manifest says beside the resource.
struct ManifestRemarks {
  std::vector<std::string> above;              // comments in front of the document
  std::map<std::string, std::string> unknown;  // by field of the spec: why it has no value
};

/// The resource as one YAML document in the layout of `muster fmt`, without `---`: what load()
/// reads as the same resource. Secret texts are written as they are; what a default says already is
/// left out of `lifecycle`. With unknown fields it is for people to fill in.
std::string export_manifest(const Resource& resource, const ManifestRemarks& remarks = {});

}  // namespace muster
