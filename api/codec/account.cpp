#include "api/codec/account.hpp"

#include "api/codec/object_reader.hpp"
#include "api/codec/scalar.hpp"
#include "api/codec/words.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {

Result<Decoded<LiveSshKey>> decode_ssh_key(Wire& wire, const nlohmann::json& object,
                                           Source source) {
  const ObjectReader reader(wire, object, "an SSH key");
  LiveSshKey key;
  MUSTER_TRY(key.id, reader.id(Field::ssh_key_id));
  MUSTER_TRY(key.name, reader.required_text(Field::ssh_key_name));
  wire.notice_unknown(Schema::ssh_key, object);
  key.public_key = reader.text(Field::ssh_key_public_key).value_or("");
  key.created_at = reader.timestamp(Field::ssh_key_created_at);
  const bool partial = key.public_key.empty();
  if (partial && source == Source::detail) return fail(reader.missing(Field::ssh_key_public_key));
  return Decoded<LiveSshKey>{std::move(key), partial};
}

Result<Decoded<LiveScript>> decode_script(Wire& wire, const nlohmann::json& object, Source source) {
  const ObjectReader reader(wire, object, "a script");
  LiveScript script;
  MUSTER_TRY(script.id, reader.id(Field::script_id));
  MUSTER_TRY(script.name, reader.required_text(Field::script_name));
  wire.notice_unknown(Schema::script, object);
  const auto content = reader.text(Field::script_content);
  if (!content && source == Source::detail) return fail(reader.missing(Field::script_content));
  script.content = content.value_or("");
  script.created_at = reader.timestamp(Field::script_created_at);
  return Decoded<LiveScript>{std::move(script), !content};
}

Result<Balance> decode_balance(Wire& wire, const nlohmann::json& body) {
  const ObjectReader reader(wire, body, "a balance");
  const auto* amount = reader.find(Field::balance_amount);
  if (amount == nullptr) return fail(reader.missing(Field::balance_amount));
  auto currency = reader.nonempty(Field::balance_currency);
  auto known = read_named<Currency>(reader, Field::balance_currency);
  if (amount->is_object()) {
    const ObjectReader nested(wire, *amount, "a balance");
    if (auto inner = nested.nonempty(Field::balance_currency)) {
      currency = std::move(inner);
      known = read_named<Currency>(nested, Field::balance_currency);
    }
    amount = nested.find(Field::balance_amount);
    if (amount == nullptr) return fail(nested.missing(Field::balance_amount));
  }
  const auto nanos = read_nanos(*amount);
  if (!nanos) return fail(reader.missing(Field::balance_amount));
  if (!currency) wire.notice("the API does not say the balance's currency; taken for US dollars");
  if (currency && !known)
    return fail(Errc::protocol,
                "the balance is in the unknown currency \"" + printable(*currency, 10) + "\"");
  return Balance{Money{*nanos, known.value_or(Currency::usd)}};
}

}  // namespace muster::api
