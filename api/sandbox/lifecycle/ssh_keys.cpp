#include "api/sandbox/lifecycle/ssh_keys.hpp"

#include "api/sandbox/lifecycle/names.hpp"
#include "model/ascii.hpp"
#include "model/result.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace muster::sandbox {
namespace {

constexpr std::array<std::string_view, 7> key_types = {"ssh-rsa",
                                                       "ssh-ed25519",
                                                       "ecdsa-sha2-nistp256",
                                                       "ecdsa-sha2-nistp384",
                                                       "ecdsa-sha2-nistp521",
                                                       "sk-ssh-ed25519@openssh.com",
                                                       "sk-ecdsa-sha2-nistp256@openssh.com"};

/// "type base64 [comment]" on one line, as in authorized_keys.
bool is_public_key(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  if (text.find_first_of("\r\n") != std::string_view::npos) return false;
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return false;
  if (std::ranges::find(key_types, text.substr(0, blank)) == key_types.end()) return false;
  text.remove_prefix(blank + 1);
  const std::string_view blob = text.substr(0, text.find(' '));
  return blob.starts_with("AAAA") && std::ranges::all_of(blob, [](char c) {
           return is_alphanumeric(c) || c == '+' || c == '/' || c == '=';
         });
}

}  // namespace

Outcome<SshKey*> find_ssh_key(State& state, const std::string& id) {
  if (SshKey* key = state.table<SshKey>().find(id); key != nullptr) return key;
  return refuse(codes::ssh_key_not_found, "SSH key " + id + " not found");
}

Outcome<SshKey*> create_ssh_key(State& state, const std::string& name,
                                const std::string& public_key, Timestamp now) {
  MUSTER_CHECK(check_new_name(state.table<SshKey>(), "SSH key", name, Spaces::refused));
  if (!is_public_key(public_key))
    return refuse(codes::validation_error, "public_key is not an OpenSSH public key");
  SshKey key;
  key.id = state.new_id('K');
  key.name = name;
  key.serial = state.next_serial();
  key.created_at = now;
  key.public_key = public_key;
  SshKey& created = state.table<SshKey>().put(std::move(key));
  state.touch(created);
  return &created;
}

Outcome<SshKey*> delete_ssh_key(State& state, const std::string& id, Timestamp now) {
  MUSTER_TRY(SshKey * key, find_ssh_key(state, id));
  state.retire(*key, now, Duration(0));
  return key;
}

}  // namespace muster::sandbox
