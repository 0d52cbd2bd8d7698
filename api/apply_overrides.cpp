#include "api/contract.hpp"
#include "model/ascii.hpp"
#include "model/suggest.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::api {
namespace {

constexpr std::size_t text_length_max = 200;
constexpr std::size_t spellings_given_max = 20;

constexpr auto methods = std::to_array<std::string_view>({"GET", "POST", "PUT", "PATCH", "DELETE"});

/// Headers that the HTTP client writes itself; a key there would break the request or leak.
constexpr auto reserved_headers = std::to_array<std::string_view>(
    {"host", "content-length", "content-type", "connection", "transfer-encoding", "te", "trailer",
     "upgrade", "accept", "accept-encoding", "user-agent", "expect", "proxy-authorization"});

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// RFC 9110 token.
bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && text.size() <= text_length_max && std::ranges::all_of(text, [&](char c) {
    return is_alphanumeric(c) || others.find(c) != others.npos;
  });
}

/// What a message may repeat of text from a file: short and without control characters.
std::string shown(std::string_view text) {
  std::string out = "\"";
  for (const char c : text.substr(0, text_length_max)) out += c >= ' ' && c <= '~' ? c : '?';
  return out + (text.size() > text_length_max ? "...\"" : "\"");
}

std::unexpected<Error> bad(const std::string& where, const std::string& why) {
  return fail(Errc::invalid_input, where + ": " + why);
}

std::unexpected<Error> unknown(const std::string& section, std::string_view word,
                               std::span<const std::string_view> known) {
  std::string message = section + ": " + shown(word) + " is not known";
  if (const auto near = nearest(word, known)) message += "; did you mean \"" + *near + "\"?";
  return fail(Errc::invalid_input, message);
}

/// The names in braces, sorted; nothing if the text is not a path of whole segments.
std::optional<std::vector<std::string>> path_parameters(std::string_view path) {
  std::vector<std::string> parameters;
  if (!path.starts_with('/') || path.size() > text_length_max) return std::nullopt;
  path.remove_prefix(1);
  while (!path.empty()) {
    const auto segment = path.substr(0, path.find('/'));
    if (segment.empty() || segment == "." || segment == "..") return std::nullopt;
    const bool parameter = segment.starts_with('{') && segment.ends_with('}');
    const auto letters = parameter ? segment.substr(1, segment.size() - 2) : segment;
    constexpr std::string_view others = "-_.~";
    if (letters.empty() || !std::ranges::all_of(letters, [&](char c) {
          return is_alphanumeric(c) || others.find(c) != others.npos;
        }))
      return std::nullopt;
    if (parameter) parameters.emplace_back(letters);
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
  }
  std::ranges::sort(parameters);
  return parameters;
}

std::string listed(const std::vector<std::string>& parameters) {
  std::string out;
  for (const auto& parameter : parameters) out += (out.empty() ? "{" : ", {") + parameter + "}";
  return out.empty() ? "no parameters" : out;
}

Result<void> check_spellings(const std::string& where, const std::vector<std::string>& spellings) {
  if (spellings.empty()) return bad(where, "needs at least one spelling, the one to send first");
  if (spellings.size() > spellings_given_max)
    return bad(where, "has more than " + std::to_string(spellings_given_max) + " spellings");
  std::set<std::string_view> seen;
  for (const auto& spelling : spellings) {
    if (spelling.empty() || spelling.size() > text_length_max || !is_printable(spelling))
      return bad(where, shown(spelling) +
                            " is not a spelling: printable ASCII, not empty, at most " +
                            std::to_string(text_length_max) + " characters");
    if (!seen.insert(spelling).second) return bad(where, shown(spelling) + " is given twice");
  }
  return {};
}

/// "volume" of "volume.size".
std::string_view object_of(std::string_view key) {
  return key.substr(0, key.find('.'));
}

}  // namespace

Result<void> Contract::override_route(const std::string& name, const RouteOverride& override) {
  const auto rows = standard_routes();
  const auto row = std::ranges::find(rows, name, &RouteRow::name);
  if (row == rows.end()) {
    std::vector<std::string_view> known;
    for (const auto& candidate : rows) known.push_back(candidate.name);
    return unknown("routes", name, known);
  }
  auto& route = routes_[static_cast<std::size_t>(row->operation)];
  if (override.method) {
    const auto method = upper(*override.method);
    if (std::ranges::find(methods, method) == methods.end())
      return bad("routes." + name + ".method",
                 shown(*override.method) + " is not GET, POST, PUT, PATCH or DELETE");
    // A list sent as DELETE empties the account; a deploy sent as GET does nothing or worse.
    const bool reads = row->effect == Effect::reads;
    if (reads ? method != "GET" && method != "POST" : method == "GET")
      return bad("routes." + name + ".method", shown(*override.method) +
                                                   " cannot be right: " + name +
                                                   (reads ? " only reads" : " changes things"));
    route.method = method;
  }
  if (override.path) {
    const std::string where = "routes." + name + ".path";
    const auto needed = path_parameters(row->path).value_or(std::vector<std::string>());
    const auto given = path_parameters(*override.path);
    if (!given)
      return bad(where,
                 shown(*override.path) +
                     " is not a path such as /volumes/{volume_id}/ (letters, digits, - _ . ~, "
                     "parameters as whole segments, no query)");
    if (*given != needed)
      return bad(where, shown(*override.path) + " has " + listed(*given) + " but this call needs " +
                            listed(needed) + ", each once");
    route.path = *override.path;
  }
  return {};
}

Result<void> Contract::override_name(const std::string& key,
                                     const std::vector<std::string>& spellings) {
  const auto rows = standard_names();
  const auto row = std::ranges::find(rows, key, &WireNameRow::key);
  if (row == rows.end()) {
    std::vector<std::string_view> known;
    for (const auto& candidate : rows) known.push_back(candidate.key);
    return unknown("names", key, known);
  }
  MUSTER_CHECK(check_spellings("names." + key, spellings));
  names_[static_cast<std::size_t>(row->field)].spellings = spellings;
  return {};
}

Result<void> Contract::override_state(const std::string& key,
                                      const std::vector<std::string>& spellings) {
  const auto rows = standard_states();
  const auto row = std::ranges::find(rows, key, &WireStateRow::key);
  if (row == rows.end()) {
    std::vector<std::string_view> known;
    for (const auto& candidate : rows) known.push_back(candidate.key);
    return unknown("states", key, known);
  }
  MUSTER_CHECK(check_spellings("states." + key, spellings));
  states_[static_cast<std::size_t>(row - rows.begin())].spellings = spellings;
  return {};
}

Result<void> Contract::check_names() const {
  const auto rows = standard_names();
  std::map<std::pair<std::string_view, std::string_view>, std::string_view> reader;
  for (const auto& row : rows) {
    for (const auto& spelling : name(row.field).spellings) {
      const auto [taken, fresh] = reader.try_emplace({object_of(row.key), spelling}, row.key);
      if (!fresh)
        return bad("names." + std::string(row.key),
                   shown(spelling) + " already stands for " + std::string(taken->second) +
                       "; if it does not, give that one's spellings too");
    }
  }
  return {};
}

Result<void> Contract::check_states() const {
  const auto rows = standard_states();
  for (std::size_t i = 0; i < states_.size(); ++i) {
    for (const auto& spelling : states_[i].spellings) {
      const auto first = find_word(states_[i].group, spelling);
      if (first != states_[i].value) {
        const auto other = std::ranges::find_if(rows, [&](const auto& row) {
          return row.group == states_[i].group && row.value == first;
        });
        return bad("states." + std::string(rows[i].key),
                   shown(spelling) + " already stands for " + std::string(other->key) +
                       "; if it does not, give that one's spellings too");
      }
    }
  }
  return {};
}

Result<Contract> apply_overrides(Contract contract, const ContractOverrides& overrides) {
  if (overrides.auth_header) {
    const auto& header = *overrides.auth_header;
    if (!is_token(header)) return bad("authHeader", shown(header) + " is not a header name");
    if (std::ranges::find(reserved_headers, lower(header)) != reserved_headers.end())
      return bad("authHeader", shown(header) + " is written by the HTTP client itself");
    contract.auth_header_ = header;
  }
  if (overrides.auth_prefix) {
    const auto& prefix = *overrides.auth_prefix;
    if (prefix.size() > text_length_max || !is_printable(prefix))
      return bad("authPrefix", shown(prefix) + " is not printable ASCII");
    contract.auth_prefix_ = prefix;
  }
  for (const auto& [name, route] : overrides.routes)
    MUSTER_CHECK(contract.override_route(name, route));
  for (const auto& [key, spellings] : overrides.names)
    MUSTER_CHECK(contract.override_name(key, spellings));
  for (const auto& [key, spellings] : overrides.states)
    MUSTER_CHECK(contract.override_state(key, spellings));
  MUSTER_CHECK(contract.check_names());
  MUSTER_CHECK(contract.check_states());
  return contract;
}

}  // namespace muster::api
