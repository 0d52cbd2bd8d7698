#include "api/client_impl.hpp"
#include "api/codec/ai.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

nlohmann::json body_of(const Contract& contract, const AiQuestion& question) {
  const auto message = [&](const char* role, const std::string& text) {
    return nlohmann::json{{contract.send(Field::chat_role), role},
                          {contract.send(Field::chat_content), text}};
  };
  auto messages = nlohmann::json::array();
  if (question.system) messages.push_back(message("system", *question.system));
  messages.push_back(message("user", question.text));
  nlohmann::json body = {{contract.send(Field::chat_model), question.model},
                         {contract.send(Field::chat_messages), std::move(messages)}};
  if (question.max_tokens) body[contract.send(Field::chat_max_tokens)] = *question.max_tokens;
  return body;
}

}  // namespace

Task<Result<std::vector<AiModel>>> Client::list_ai_models(net::Context context) {
  return read_answer(std::move(context), *impl_, impl_->call_of(Operation::list_ai_models),
                     decode_ai_models);
}

Task<Result<AiAnswer>> Client::chat(net::Context context, AiQuestion question) {
  auto call = with_body(impl_->call_of(Operation::chat), body_of(impl_->contract, question));
  return read_answer(std::move(context), *impl_, std::move(call), decode_ai_answer);
}

Task<Result<AiUsage>> Client::ai_usage(net::Context context) {
  return read_answer(std::move(context), *impl_, impl_->call_of(Operation::get_ai_usage),
                     decode_ai_usage);
}

Task<Result<std::vector<AiTransaction>>> Client::ai_history(net::Context context) {
  constexpr ListRoute route = {Operation::get_ai_history, Field::list_ai_transactions,
                               Field::ai_transaction_id};
  std::vector<AiTransaction> transactions;
  const TakeRow take = [&](const nlohmann::json& row) -> Result<void> {
    MUSTER_TRY(auto transaction, decode_ai_transaction(impl_->wire, row));
    transactions.push_back(std::move(transaction));
    return {};
  };
  for (int reading = 1; reading <= list_readings_max; ++reading) {
    transactions.clear();
    MUSTER_CO_TRY(const bool whole, co_await impl_->pages.read(context, route, take));
    if (whole) break;
  }
  // Pages arrive in any order.
  std::ranges::sort(transactions, {}, [](const AiTransaction& transaction) {
    return std::pair(transaction.created_at, transaction.id);
  });
  co_return transactions;
}

}  // namespace muster::api
