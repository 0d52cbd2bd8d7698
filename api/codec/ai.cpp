#include "api/codec/ai.hpp"

#include "api/codec/envelope.hpp"
#include "api/codec/object_reader.hpp"
#include "api/codec/scalar.hpp"
#include "model/money.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

/// A number with all its digits, or a text as it is.
std::optional<std::string> read_amount(const ObjectReader& reader, Field field) {
  const auto* member = reader.find(field);
  if (member == nullptr) return std::nullopt;
  if (member->is_string()) return member->get_ref<const std::string&>();
  const auto nanos = read_nanos(*member);
  if (!nanos) return std::nullopt;
  return format_exact(Money{.nanos = *nanos});
}

std::string followed_by(std::string amount, const std::string& currency) {
  return currency.empty() ? amount : std::move(amount) + " " + currency;
}

AiModel read_model(const ObjectReader& reader, std::string id) {
  AiModel model{.id = std::move(id)};
  model.name = reader.text(Field::ai_model_name).value_or("");
  const auto currency = reader.text(Field::ai_model_currency).value_or("");
  const auto input = read_amount(reader, Field::ai_model_input_price);
  const auto output = read_amount(reader, Field::ai_model_output_price);
  if (input && output)
    model.price = followed_by(*input, currency) + " in, " + followed_by(*output, currency) +
                  " out, per million tokens";
  return model;
}

}  // namespace

Result<std::vector<AiModel>> decode_ai_models(Wire& wire, const nlohmann::json& body) {
  MUSTER_TRY(const auto page, decode_page(wire, body, Field::list_ai_models));
  std::vector<AiModel> models;
  if (page.items == nullptr) return models;
  for (const auto& item : *page.items) {
    const ObjectReader reader(wire, item, "a model");
    MUSTER_TRY(auto id, reader.required_text(Field::ai_model_id));
    models.push_back(read_model(reader, std::move(id)));
  }
  return models;
}

Result<AiAnswer> decode_ai_answer(Wire& wire, const nlohmann::json& body) {
  const ObjectReader reader(wire, body, "a chat answer");
  const auto* choices = reader.find(Field::chat_choices);
  if (choices == nullptr || !choices->is_array() || choices->empty())
    return fail(reader.missing(Field::chat_choices));
  const ObjectReader choice(wire, choices->front(), "a chat answer");
  const auto* message = choice.find(Field::chat_choice_message);
  if (message == nullptr) return fail(choice.missing(Field::chat_choice_message));
  const ObjectReader said(wire, *message, "a chat message");
  AiAnswer answer;
  const auto text = said.text(Field::chat_content);
  if (!text) return fail(said.missing(Field::chat_content));
  answer.text = *text;
  answer.model = reader.text(Field::chat_model).value_or("");
  if (const auto* usage = reader.find(Field::chat_usage)) {
    const ObjectReader counts(wire, *usage, "a usage");
    answer.prompt_tokens = counts.integer(Field::ai_usage_prompt_tokens);
    answer.completion_tokens = counts.integer(Field::ai_usage_completion_tokens);
  }
  if (auto cost = read_amount(reader, Field::chat_cost))
    answer.cost = followed_by(*std::move(cost), reader.text(Field::chat_currency).value_or(""));
  return answer;
}

Result<AiUsage> decode_ai_usage(Wire& wire, const nlohmann::json& body) {
  const ObjectReader top(wire, body, "a usage summary");
  const auto* inner = top.find(Field::one_ai_usage);
  const ObjectReader reader(wire, inner != nullptr && inner->is_object() ? *inner : body,
                            "a usage summary");
  AiUsage usage;
  usage.requests = reader.integer(Field::ai_usage_requests);
  usage.prompt_tokens = reader.integer(Field::ai_usage_prompt_tokens);
  usage.completion_tokens = reader.integer(Field::ai_usage_completion_tokens);
  usage.cost = read_amount(reader, Field::ai_usage_cost);
  usage.currency = reader.text(Field::ai_usage_currency).value_or("");
  if (!usage.requests && !usage.prompt_tokens && !usage.cost)
    return fail(reader.missing(Field::ai_usage_requests));
  return usage;
}

Result<AiTransaction> decode_ai_transaction(Wire& wire, const nlohmann::json& row) {
  const ObjectReader reader(wire, row, "an AI transaction");
  AiTransaction transaction;
  MUSTER_TRY(transaction.id, reader.required_text(Field::ai_transaction_id));
  transaction.model = reader.text(Field::ai_transaction_model).value_or("");
  transaction.prompt_tokens = reader.integer(Field::ai_transaction_prompt_tokens);
  transaction.completion_tokens = reader.integer(Field::ai_transaction_completion_tokens);
  transaction.cost = read_amount(reader, Field::ai_transaction_cost);
  transaction.currency = reader.text(Field::ai_transaction_currency).value_or("");
  transaction.created_at = reader.timestamp(Field::ai_transaction_created_at);
  return transaction;
}

}  // namespace muster::api
