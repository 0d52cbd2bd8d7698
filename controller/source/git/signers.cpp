#include "controller/source/git/signers.hpp"

#include "api/net/base64.hpp"
#include "controller/source/git/ssh_crypto.hpp"
#include "controller/source/git/ssh_wire.hpp"
#include "controller/source/git/words.hpp"
#include "model/ascii.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace muster::git {
namespace {

constexpr std::string_view magic = "SSHSIG";
constexpr std::string_view git_namespace = "git";
constexpr std::string_view armour_begin = "-----BEGIN SSH SIGNATURE-----";
constexpr std::string_view armour_end = "-----END SSH SIGNATURE-----";

std::string_view unquoted(std::string_view text) {
  return text.size() >= 2 && text.starts_with('"') && text.ends_with('"')
             ? text.substr(1, text.size() - 2)
             : text;
}

/// "YYYYMMDD" or "YYYYMMDDHHMM[SS]", with or without Z.
std::optional<Timestamp> time_of(std::string_view text) {
  if (text.ends_with('Z')) text.remove_suffix(1);
  const bool digits = std::ranges::all_of(text, is_digit);
  if (!digits || (text.size() != 8 && text.size() != 12 && text.size() != 14)) return std::nullopt;
  std::string all(text);
  all.resize(14, '0');
  const auto part = [&](std::size_t from, std::size_t size) { return all.substr(from, size); };
  return parse_timestamp(part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(8, 2) + ":" +
                         part(10, 2) + ":" + part(12, 2) + "Z");
}

bool read_option(std::string_view option, AllowedSigner& signer) {
  const auto equals = std::min(option.find('='), option.size());
  std::string name(option.substr(0, equals));
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  const auto value = unquoted(option.substr(std::min(equals + 1, option.size())));
  if (name == "namespaces") signer.namespaces = value;
  if (name == "namespaces") return !value.empty();
  const auto time = time_of(value);
  if (!time) return false;
  if (name == "valid-after") signer.valid_after = *time;
  if (name == "valid-before") signer.valid_before = *time;
  return name == "valid-after" || name == "valid-before";
}

bool is_key_kind(std::string_view word) {
  return word.starts_with("ssh-") || word.starts_with("ecdsa-") || word.starts_with("sk-");
}

std::optional<AllowedSigner> parse_line(std::string_view line) {
  AllowedSigner signer;
  signer.principals = unquoted(take_word(line));
  auto word = take_word(line);
  if (!is_key_kind(word)) {
    for (const auto option : parts_of(word, ','))
      if (!read_option(option, signer)) return std::nullopt;
    word = take_word(line);
  }
  auto key = net::base64_decoded(take_word(line));
  if (!is_key_kind(word) || !key || SshReader(*key).text() != word) return std::nullopt;
  signer.public_key = *std::move(key);
  return signer;
}

std::unexpected<Error> refused(const std::string& why) {
  return fail(Errc::denied, why);
}

struct Signature {
  std::string public_key;
  std::string hash;
  std::string value;
  std::string reserved;
};

Result<Signature> parse_signature(std::string_view text) {
  const auto begin = text.find(armour_begin);
  const auto end = text.find(armour_end);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin)
    return refused(text.find("PGP") != std::string_view::npos
                       ? "is signed with PGP, and muster checks SSH signatures"
                       : "carries something that is no SSH signature");
  const auto start = begin + armour_begin.size();
  const auto bytes = net::base64_decoded(text.substr(start, end - start));
  if (!bytes) return refused("carries a damaged SSH signature");
  SshReader in(*bytes);
  const bool right_magic = in.raw(magic.size()) == magic;
  const auto version = in.number();
  Signature signature;
  signature.public_key = in.text();
  const auto purpose = in.text();
  signature.reserved = in.text();
  signature.hash = in.text();
  signature.value = in.text();
  if (!right_magic || version != 1 || !in.at_end())
    return refused("carries a damaged SSH signature");
  if (purpose != git_namespace) return refused("carries a signature that was made for another use");
  return signature;
}

}  // namespace

Result<std::vector<AllowedSigner>> parse_allowed_signers(std::string_view text) {
  std::vector<AllowedSigner> signers;
  std::size_t number = 0;
  std::string wrong;
  for_each_line(text, [&](std::string_view line) {
    ++number;
    const auto start = line.find_first_not_of(" \t");
    if (start == std::string_view::npos || line[start] == '#') return;
    auto signer = parse_line(line);
    if (signer)
      signers.push_back(*std::move(signer));
    else if (wrong.empty())
      wrong = std::to_string(number);
  });
  if (!wrong.empty())
    return fail(Errc::invalid_input,
                "line " + wrong +
                    " is not understood: it has to be PRINCIPALS [OPTIONS] KEYTYPE KEY, with the "
                    "options namespaces, valid-after and valid-before");
  return signers;
}

Result<std::string> signer_of(const std::vector<AllowedSigner>& allowed, std::string_view signature,
                              std::string_view text, Timestamp at) {
  MUSTER_TRY(const auto made, parse_signature(signature));
  const auto hash = hashed(made.hash, text);
  if (hash.empty()) return refused("is signed over an unknown kind of hash");
  std::string signed_bytes(magic);
  for (const auto& part : {std::string(git_namespace), made.reserved, made.hash, hash})
    signed_bytes += ssh_text(part);
  switch (check_ssh_signature(made.public_key, made.value, signed_bytes)) {
    case SignatureCheck::good:
      break;
    case SignatureCheck::bad:
      return refused("carries a signature that does not fit it");
    case SignatureCheck::unknown_kind:
      return refused(
          "is signed with a kind of key that muster cannot check; it knows Ed25519, RSA and ECDSA");
  }
  bool expired = false;
  for (const auto& signer : allowed) {
    if (signer.public_key != made.public_key) continue;
    if (!signer.namespaces.empty() && !fits_list(signer.namespaces, git_namespace)) continue;
    if (at >= signer.valid_after && at < signer.valid_before) return signer.principals;
    expired = true;
  }
  return refused(expired ? "is signed with a key that was not valid at that time"
                         : "is signed with a key that is not in the file");
}

}  // namespace muster::git
