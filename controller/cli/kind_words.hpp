#pragma once

#include "model/key.hpp"
#include "model/result.hpp"

#include <span>
#include <string>
#include <string_view>

namespace muster::cli {

/// The kind that plans act on, as people write it: "vms", "vm", "VirtualMachine", "ssh-keys", "fw".
/// Case and hyphens do not count. Errors: invalid_input with the nearest word, or all of them,
/// `others` that would do there among them.
Result<Kind> parse_kind(std::string_view word, std::span<const std::string_view> others = {});

/// "volume/data": a kind as above and a name. Errors: invalid_input.
Result<ResourceKey> parse_resource(std::string_view text);

/// Lower case, without hyphens and underscores: how words of kinds are compared.
std::string folded(std::string_view word);

/// "volumes", "SSH keys": for sentences.
std::string_view plural(Kind kind);

/// "; did you mean Volume/data?", or nothing: for a key that is not there.
std::string did_you_mean(const ResourceKey& key, std::span<const ResourceKey> known);

}  // namespace muster::cli
