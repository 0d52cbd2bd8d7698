#include "api/contract.hpp"

#include "api/net/http_message.hpp"
#include "model/assert.hpp"

#include <algorithm>
#include <utility>

namespace muster::api {
namespace {

std::vector<std::string> used(const Spellings& spellings) {
  std::vector<std::string> words;
  for (const auto spelling : spellings)
    if (!spelling.empty()) words.emplace_back(spelling);
  return words;
}

/// Case and the choice of separator carry no meaning in the words of this API.
char folded(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '-' || c == ' ' ? '_' : c;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, folded, folded);
}

const Argument* find_argument(Arguments arguments, std::string_view name) {
  const auto* found = std::ranges::find(arguments, name, &Argument::name);
  return found == arguments.end() ? nullptr : found;
}

}  // namespace

Contract Contract::standard() {
  Contract contract;
  contract.auth_header_ = "Authorization";
  contract.auth_prefix_ = "Bearer ";
  for (const auto& row : standard_routes())
    contract.routes_[static_cast<std::size_t>(row.operation)] =
        Route{std::string(row.method), std::string(row.path), row.evidence, row.effect};
  for (const auto& row : standard_names())
    contract.names_[static_cast<std::size_t>(row.field)] = WireName{used(row.spellings)};
  for (const auto& row : standard_states())
    contract.states_.push_back({row.group, row.value, used(row.spellings)});
  return contract;
}

Result<std::string> Contract::target(Operation operation, std::string_view endpoint_path,
                                     Arguments path, Arguments query) const {
  std::string target(endpoint_path);
  std::size_t replaced = 0;
  std::string_view rest = route(operation).path;
  while (!rest.empty()) {
    const auto open = rest.find('{');
    target += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = rest.find('}', open);
    MUSTER_ASSERT(close != std::string_view::npos,
                  "a route's parameters are checked when it is set");
    const auto* argument = find_argument(path, rest.substr(open + 1, close - open - 1));
    MUSTER_ASSERT(argument != nullptr, "a path needs all of its parameters");
    if (argument->value.empty() || argument->value == "." || argument->value == "..")
      return fail(Errc::invalid_input, std::string(to_string(operation)) + ": \"" +
                                           std::string(argument->value) + "\" cannot be the " +
                                           std::string(argument->name) + " of a request");
    target += net::percent_encode(argument->value);
    ++replaced;
    rest.remove_prefix(close + 1);
  }
  MUSTER_ASSERT(replaced == path.size(), "a path takes no other parameters");
  char separator = '?';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    target += std::exchange(separator, '&') + net::percent_encode(name) + '=' +
              net::percent_encode(value);
  }
  return target;
}

std::optional<std::uint8_t> Contract::find_word(StateGroup group, std::string_view word) const {
  for (const auto& state : states_) {
    if (state.group != group) continue;
    for (const auto& spelling : state.spellings)
      if (same_word(spelling, word)) return state.value;
  }
  return std::nullopt;
}

const std::string& Contract::word_for(StateGroup group, std::uint8_t value) const {
  const auto found = std::ranges::find_if(
      states_, [&](const auto& state) { return state.group == group && state.value == value; });
  MUSTER_ASSERT(found != states_.end(), "every value has a word");
  return found->spellings.front();
}

}  // namespace muster::api
