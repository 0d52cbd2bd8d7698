#pragma once

#include "manifests/reader.hpp"
#include "model/field.hpp"
#include "model/resource.hpp"

#include <optional>
#include <string>

namespace muster {

/// The only version that manifests can have today.
inline constexpr std::string_view api_version = "muster/v1";

struct Metadata {
  std::string name;
  Labels labels;
  bool operator==(const Metadata&) const = default;
};
template <>
inline constexpr auto fields<Metadata> = std::tuple{
    field(&Metadata::name, "name", Change::replaces,
          "Unique among the manifests of its kind; also the name in the account.", required,
          Format::resource_name),
    field(&Metadata::labels, "labels", Change::ours,
          "For selecting resources; the account does not see them."),
};

/// The kind a document says it has. Nothing, without a report, if it says none that exists.
std::optional<Kind> peek_kind(const YamlNode& document);

/// One document as a resource. Nothing if there is no telling what it is meant to be; whatever is
/// wrong has been reported. Variables have been filled in before.
std::optional<Resource> read_resource(const YamlNode& document, Reader& in);

}  // namespace muster
