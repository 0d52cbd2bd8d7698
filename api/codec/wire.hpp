#pragma once

#include "api/contract.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// Objects of the wire whose members the contract names.
enum class Schema : std::uint8_t {
  instance,
  rule,
  ssh_key,
  script,
  volume,
  firewall,
  snapshot,
  image,
  count_,
};

/// Whether an object came as a row of a list, which may leave members out, or on its own.
enum class Source : std::uint8_t { list, detail };

/// An object read from a list may be incomplete; then it has to be asked for on its own.
template <class T>
struct Decoded {
  T value;
  bool partial = false;
};

/// Unknown words of the API are cut where they are shown.
inline constexpr std::size_t word_length_max = 60;

/// What all decoders share: the contract, and a memory of what has been said about the answers, so
/// that each thing is said once.
class Wire {
 public:
  /// `contract` outlives the wire. `on_notice` may be empty.
  Wire(const Contract& contract, std::function<void(std::string)> on_notice);

  const Contract& contract() const { return contract_; }
  /// Says it unless it has been said. What is printed is plain text of bounded length.
  void notice(std::string_view text);
  /// Notices members of `object` that the contract does not name.
  void notice_unknown(Schema schema, const nlohmann::json& object);

  /// The value behind the server's word, or `otherwise` (noticed) for one nobody told us of.
  template <class E>
  std::optional<E> state(std::string_view word) {
    auto value = contract_.read<E>(word);
    if (!value) notice_state(word);
    return value;
  }

 private:
  void notice_state(std::string_view word);

  const Contract& contract_;
  std::function<void(std::string)> on_notice_;
  std::array<std::unordered_set<std::string>, static_cast<std::size_t>(Schema::count_)> known_;
  std::set<std::string, std::less<>> said_;
};

/// "size_gb, size or volume_size_gb (volume.size)": how a member may be spelled, and what to
/// correct in the project's contract file when the server spells it otherwise.
std::string spelled(const Contract& contract, Field field);

/// Printable ASCII of at most `length_max` bytes; anything else becomes '?' or is cut.
std::string printable(std::string_view text, std::size_t length_max);

}  // namespace muster::api
