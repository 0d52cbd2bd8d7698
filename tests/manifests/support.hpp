#pragma once

#include "manifests/loader.hpp"

#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// Options that know one file, one environment variable and one time zone.
inline LoadOptions test_options() {
  LoadOptions options;
  options.read_file = [](const std::string& manifest,
                         const std::string& path) -> Result<std::string> {
    if (path == "alice.pub") return "ssh-ed25519 AAAA alice";
    if (path == "cloud-init.yaml") return "#cloud-config";
    if (path == "empty") return "";
    if (path == "private") return "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n";
    return fail(Errc::not_found, "there is no file " + path + " beside " + manifest);
  };
  options.read_env = [](const std::string& name) -> std::optional<std::string> {
    if (name == "SECRET") return "hunter2";
    return std::nullopt;
  };
  options.known_zone = [](std::string_view zone) { return zone == "Europe/Oslo"; };
  return options;
}

inline Loaded load_text(const std::string& text, const LoadOptions& options = test_options()) {
  return load({{"a.yaml", text}}, options);
}

inline void PrintTo(const Position& place, std::ostream* out) {
  *out << place.file << ":" << place.line << ":" << place.column;
}

/// All diagnostics as they are shown, one after the other.
inline std::string rendered(const Diagnostics& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) text += render(diagnostic) + "\n";
  return text;
}

/// A document of the kind with the given flow-style spec.
inline std::string manifest(const std::string& kind, const std::string& name,
                            const std::string& spec) {
  return "---\napiVersion: muster/v1\nkind: " + kind + "\nmetadata: {name: " + name +
         "}\nspec: " + spec + "\n";
}

/// A legacy machine that is right, with more fields after a comma.
inline std::string machine(const std::string& name, const std::string& more = "",
                           const std::string& tier = "legacy") {
  return manifest(
      "VirtualMachine", name,
      "{tier: " + tier +
          ", region: CANADA-1, gpu: {model: H100, count: 1}, boot: {osImage: Ubuntu}, sshKeys: "
          "[{existing: bob}]" +
          (more.empty() ? "" : ", " + more) + "}");
}

template <class T>
const T& spec_of(const Loaded& loaded, Kind kind, const std::string& name) {
  return std::get<T>(loaded.desired.find({kind, name})->spec);
}

}  // namespace muster
