// A chat that repeats what it is told: small and always the same, but counted and paid for.

#include "api/sandbox/body_reader.hpp"
#include "api/sandbox/catalogue.hpp"
#include "api/sandbox/handlers/listing.hpp"
#include "api/sandbox/routes.hpp"
#include "model/result.hpp"

#include <algorithm>
#include <sstream>

namespace muster::sandbox {
namespace {

struct Model {
  std::string_view id;
  std::string_view name;
  Price input;  // per million tokens; multiples of 50, so that a token costs whole units
  Price output;
};

constexpr Model models[] = {
    {"echo-small", "Echo Small", {50, 50, 4000}, {100, 100, 8000}},
    {"echo-large", "Echo Large", {250, 250, 20000}, {1000, 1000, 80000}},
};

constexpr std::int64_t answer_tokens_max = 512;

Units token_cost(const Price& per_million, std::string_view currency) {
  constexpr std::int64_t million = 1'000'000;
  return per_million.in(currency)*units_per_cent / million;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// A token for every four bytes of a word that are begun.
std::int64_t tokens_of(std::string_view word) {
  return static_cast<std::int64_t>((word.size() + 3) / 4);
}

std::int64_t count_tokens(const std::string& text) {
  std::int64_t tokens = 0;
  for (const auto& word : words_of(text)) tokens += tokens_of(word);
  return tokens;
}

struct Conversation {
  const Model* model = nullptr;
  std::string last_question;
  std::int64_t prompt_tokens = 0;
  std::int64_t answer_max = answer_tokens_max;
};

Outcome<void> read_message(const Json& message, Conversation& conversation) {
  BodyReader in(message);
  const std::string role = in.text("role");
  const std::string content = in.text("content");
  MUSTER_CHECK(in.done());
  if (role != "user" && role != "system" && role != "assistant")
    return refuse(codes::validation_error, "role must be system, user or assistant");
  conversation.prompt_tokens += count_tokens(content);
  if (role == "user") conversation.last_question = content;
  return {};
}

Outcome<Conversation> read_conversation(const Json& body) {
  BodyReader in(body);
  const std::string model = in.text("model");
  const std::vector<Json> messages = in.objects("messages");
  const auto most = in.optional_integer("max_tokens");
  const bool stream = in.flag("stream");
  MUSTER_CHECK(in.done());
  Conversation conversation;
  const auto* found = std::ranges::find(models, model, &Model::id);
  if (found == std::end(models))
    return refuse(codes::validation_error, "Unknown model '" + model + "'");
  conversation.model = found;
  if (stream) return refuse(codes::validation_error, "stream is not supported");
  if (most && *most < 1) return refuse(codes::validation_error, "max_tokens must be at least 1");
  conversation.answer_max = std::min(most.value_or(answer_tokens_max), answer_tokens_max);
  for (const Json& message : messages) MUSTER_CHECK(read_message(message, conversation));
  if (conversation.last_question.empty())
    return refuse(codes::validation_error, "messages must hold one of the user");
  return conversation;
}

struct Reply {
  std::string text;
  std::int64_t tokens = 0;
  bool cut = false;
};

Reply reply_to(const Conversation& conversation) {
  Reply reply;
  for (const auto& word : words_of("You said: " + conversation.last_question)) {
    const std::int64_t tokens = tokens_of(word);
    reply.cut = reply.tokens + tokens > conversation.answer_max;
    if (reply.cut) break;
    reply.text += (reply.text.empty() ? "" : " ") + word;
    reply.tokens += tokens;
  }
  return reply;
}

Outcome<Json> chat(State& state, const Request& request) {
  MUSTER_TRY(const Conversation conversation, read_conversation(request.body));
  if (state.credit().depleted()) return refuse(codes::insufficient_credits, "Insufficient credits");
  const Reply reply = reply_to(conversation);
  const std::string& currency = state.options().currency;
  AiCall call;
  call.id = state.new_id('T');
  call.serial = state.next_serial();
  call.created_at = request.now;
  call.model = conversation.model->id;
  call.prompt_tokens = conversation.prompt_tokens;
  call.completion_tokens = reply.tokens;
  call.cost = token_cost(conversation.model->input, currency) * call.prompt_tokens +
              token_cost(conversation.model->output, currency) * call.completion_tokens;
  state.credit().charge(call.cost);
  const AiCall& done = state.put_bounded(std::move(call), state.table<AiCall>().rows().size(),
                                         [](const AiCall&) { return true; });
  return Json{
      {"id", done.id},
      {"model", done.model},
      {"choices", Json::array({{{"index", 0},
                                {"message", {{"role", "assistant"}, {"content", reply.text}}},
                                {"finish_reason", reply.cut ? "length" : "stop"}}})},
      {"usage",
       {{"prompt_tokens", done.prompt_tokens},
        {"completion_tokens", done.completion_tokens},
        {"total_tokens", done.prompt_tokens + done.completion_tokens}}},
      {"cost", exact_money(done.cost)},
      {"currency", currency}};
}

Outcome<Json> list_models(State& state, const Request& /*request*/) {
  const std::string& currency = state.options().currency;
  Json out = Json::array();
  for (const Model& model : models)
    out.push_back({{"id", model.id},
                   {"name", model.name},
                   {"input_price", money(model.input.in(currency))},
                   {"output_price", money(model.output.in(currency))},
                   {"currency", currency},
                   {"unit", "per million tokens"}});
  return Json{{"models", std::move(out)}};
}

Outcome<Json> usage(State& state, const Request& /*request*/) {
  const auto& calls = state.table<AiCall>().rows();
  std::int64_t asked = 0;
  std::int64_t answered = 0;
  Units cost = 0;
  for (const auto& call : calls) {
    asked += call->prompt_tokens;
    answered += call->completion_tokens;
    cost += call->cost;
  }
  return Json{{"data",
               {{"total_requests", calls.size()},
                {"prompt_tokens", asked},
                {"completion_tokens", answered},
                {"total_tokens", asked + answered},
                {"total_cost", exact_money(cost)},
                {"currency", state.options().currency}}}};
}

Outcome<Json> history(State& state, const Request& request) {
  return list_all<AiCall>(state, request, "transactions");
}

constexpr Route routes[] = {
    {"POST", "/chat/completions/", chat},
    {"GET", "/chat/models/", list_models},
    {"GET", "/chat/usage/summary/", usage},
    {"GET", "/chat/usage/history/", history},
};

}  // namespace

std::span<const Route> ai_routes() {
  return routes;
}

}  // namespace muster::sandbox
