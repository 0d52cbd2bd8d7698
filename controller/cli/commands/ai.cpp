#include "model/ai.hpp"

#include "controller/cli/commands/commands.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/plain_lines.hpp"
#include "controller/cli/show_answer.hpp"
#include "model/or_null.hpp"

#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct ChatFlags {
  AiQuestion question;
};

std::string count_or_unknown(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : "an unknown number of";
}

/// Asks the model that was named, or the first that the service lists.
Task<Result<AiAnswer>> ask(net::Context context, api::Client& client, AiQuestion question) {
  if (question.model.empty()) {
    MUSTER_CO_TRY(const auto models, co_await client.list_ai_models(context));
    if (models.empty())
      co_return fail(Errc::not_found, "the service lists no models; name one with --model");
    question.model = models.front().id;
  }
  auto answer = co_await client.chat(std::move(context), std::move(question));
  co_return answer;
}

Value document_of(const AiAnswer& answer) {
  return Value::Map{{"text", answer.text},
                    {"model", text_or_null(answer.model)},
                    {"promptTokens", number_or_null(answer.prompt_tokens)},
                    {"completionTokens", number_or_null(answer.completion_tokens)},
                    {"cost", text_or_null(answer.cost)}};
}

std::string effort_of(const AiAnswer& answer) {
  return (answer.model.empty() ? "" : answer.model + ": ") +
         count_or_unknown(answer.prompt_tokens) + " tokens asked, " +
         count_or_unknown(answer.completion_tokens) + " answered, " +
         answer.cost.value_or("cost unknown");
}

int run_chat(const CommonOptions& common, AiQuestion question) {
  if (question.text == "-") question.text = read_input();
  if (question.text.find_first_not_of(" \t\r\n") == std::string::npos)
    return give_up(Error(Errc::invalid_input, "there is nothing to ask: the text is empty"));
  const auto answer = ask_account(
      common, [&](api::Client& client) { return ask(net::Context(), client, question); });
  if (!answer) return give_up(answer.error());
  if (common.format == Format::json) print(json_document(document_of(*answer)));
  if (common.format == Format::yaml) print(yaml_document(document_of(*answer)));
  if (common.format != Format::text) return exit_ok;
  print(plain_lines(answer->text) + "\n");
  if (!common.quiet) print_error("muster: " + plain_lines(effort_of(*answer)) + "\n");
  return exit_ok;
}

Task<Result<Listing>> read_models(net::Context context, api::Client& client) {
  MUSTER_CO_TRY(const auto models, co_await client.list_ai_models(std::move(context)));
  Listing listing{.kind = "AIModel",
                  .columns = {{"id"}, {"name"}, {"price"}},
                  .rows = {},
                  .when_empty = "The service lists no models."};
  for (const auto& model : models)
    listing.rows.push_back({model.id, text_or_null(model.name), text_or_null(model.price)});
  co_return listing;
}

Task<Result<Listing>> read_usage(net::Context context, api::Client& client) {
  MUSTER_CO_TRY(const auto usage, co_await client.ai_usage(std::move(context)));
  Listing listing{
      .kind = "AIUsage",
      .columns = {{"requests"}, {"promptTokens"}, {"completionTokens"}, {"cost"}, {"currency"}},
      .rows = {},
      .when_empty = "The service tells no usage."};
  listing.rows.push_back({number_or_null(usage.requests), number_or_null(usage.prompt_tokens),
                          number_or_null(usage.completion_tokens), text_or_null(usage.cost),
                          text_or_null(usage.currency)});
  co_return listing;
}

Task<Result<Listing>> read_history(net::Context context, api::Client& client) {
  MUSTER_CO_TRY(const auto transactions, co_await client.ai_history(std::move(context)));
  Listing listing{.kind = "AITransaction",
                  .columns = {{"at"},
                              {"model"},
                              {"promptTokens"},
                              {"completionTokens"},
                              {"cost"},
                              {"currency"},
                              {"id", true}},
                  .rows = {},
                  .when_empty = "Nothing has been asked yet."};
  for (const auto& each : transactions)
    listing.rows.push_back({each.created_at ? Value(format_timestamp(*each.created_at)) : Value(),
                            text_or_null(each.model), number_or_null(each.prompt_tokens),
                            number_or_null(each.completion_tokens), text_or_null(each.cost),
                            text_or_null(each.currency), each.id});
  co_return listing;
}

void add_chat(Verbs& verbs, CLI::App& group) {
  const auto flags = std::make_shared<ChatFlags>();
  auto& verb = verbs.add_below(
      group, "chat", "Ask a language model of the service; costs credit",
      "muster ai chat --max-tokens 200 'What is a slice of a GPU?'",
      [flags](const CommonOptions& common) { return run_chat(common, flags->question); });
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "json", "yaml"});
  verb.add_option("--model", flags->question.model, "Which; without it the first of `ai models`");
  verb.add_option("--system", flags->question.system, "What the model is told beforehand");
  verb.add_option("--max-tokens", flags->question.max_tokens, "Most tokens of the answer")
      ->check(CLI::PositiveNumber);
  verb.add_option("TEXT", flags->question.text, "The question; - reads it from standard input")
      ->type_name("TEXT")
      ->required();
}

}  // namespace

void add_ai(Verbs& verbs) {
  auto& group = verbs.add_group("ai", "The service's language models");
  add_chat(verbs, group);
  const std::vector<std::string> formats = {"text", "wide", "json", "yaml", "csv"};
  auto& models = verbs.add_below(group, "models", "Which models there are, and their prices",
                                 "muster ai models", [](const CommonOptions& common) {
                                   return show_answer(common, [](api::Client& client) {
                                     return read_models(net::Context(), client);
                                   });
                                 });
  verbs.with_account(models);
  verbs.with_format(models, formats);
  const auto history = std::make_shared<bool>(false);
  auto& usage =
      verbs.add_below(group, "usage", "What has been asked, and what it cost",
                      "muster ai usage --history", [history](const CommonOptions& common) {
                        return show_answer(common, [&](api::Client& client) {
                          return *history ? read_history(net::Context(), client)
                                          : read_usage(net::Context(), client);
                        });
                      });
  verbs.with_account(usage);
  verbs.with_format(usage, formats);
  usage.add_flag("--history", *history, "Question by question");
}

}  // namespace muster::cli
