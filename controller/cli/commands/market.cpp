#include "controller/cli/catalogue.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/show_answer.hpp"

#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct MarketFlags {
  std::string region;
  std::string model;
  std::string tier;
  std::string currency;
};

Value amount_in(const Prices& prices, Currency currency) {
  const auto found = prices.find(currency);
  return found == prices.end() ? Value() : Value(format_exact(found->second));
}

Task<Result<Listing>> read_prices(net::Context context, api::Client& client,
                                  std::optional<Tier> tier, std::optional<Currency> currency) {
  MUSTER_CO_TRY(const auto prices, co_await client.prices(std::move(context), tier, currency));
  Listing listing{.kind = "Price",
                  .columns = {{"what"}, {"tier"}, {"per"}, {"maxCount"}},
                  .when_empty = "The service lists no such prices."};
  std::vector<Currency> currencies;
  for (const auto& [value, name] : enum_names<Currency>)
    if (!currency || *currency == value) {
      currencies.push_back(value);
      listing.columns.push_back({std::string(name)});
    }
  const auto add = [&](std::string what, Tier of, const char* per, const Prices& amounts,
                       Value max = {}) {
    std::vector<Value> row = {std::move(what), std::string(to_string(of)), per, std::move(max)};
    for (const Currency each : currencies) row.push_back(amount_in(amounts, each));
    listing.rows.push_back(std::move(row));
  };
  for (const auto& gpu : prices.gpus)
    add(gpu.model, gpu.tier, "GPU and hour", gpu.per_gpu,
        gpu.max_count ? Value(*gpu.max_count) : Value());
  for (const auto& volume : prices.volumes)
    add(std::string(to_string(volume.type)) + " volume", volume.tier, "TB and hour", volume.per_tb);
  if (!prices.snapshot_per_100gb.empty())
    add("snapshot", Tier::legacy, "100 GB and hour", prices.snapshot_per_100gb);
  co_return listing;
}

int run_pricing(const CommonOptions& common, const MarketFlags& flags) {
  return show_answer(common, [&](api::Client& client) {
    return read_prices(net::Context(), client, parse_enum<Tier>(flags.tier),
                       parse_enum<Currency>(flags.currency));
  });
}

int run_stock(const CommonOptions& common, const MarketFlags& flags) {
  return show_answer(common, [&](api::Client& client) {
    return cli::read_stock(net::Context(), client, flags.region, flags.model);
  });
}

template <NamedEnum E>
std::vector<std::string> words_of() {
  std::vector<std::string> words;
  for (const auto& [value, name] : enum_names<E>) words.emplace_back(name);
  return words;
}

}  // namespace

void add_pricing(Verbs& verbs) {
  const auto flags = std::make_shared<MarketFlags>();
  auto& verb =
      verbs.add("pricing", "The account's price list, per hour",
                "muster pricing --tier legacy --currency EUR",
                [flags](const CommonOptions& common) { return run_pricing(common, *flags); });
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "wide", "json", "yaml"});
  verb.add_option("--tier", flags->tier, "Only this tier")->check(CLI::IsMember(words_of<Tier>()));
  verb.add_option("--currency", flags->currency, "Only this price list")
      ->check(CLI::IsMember(words_of<Currency>()));
}

void add_stock(Verbs& verbs) {
  const auto flags = std::make_shared<MarketFlags>();
  auto& verb = verbs.add(
      "stock", "Which GPUs are free, and where", "muster stock --region CANADA-1 --model L40",
      [flags](const CommonOptions& common) { return run_stock(common, *flags); });
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "wide", "json", "yaml"});
  verb.add_option("--region", flags->region, "Only this region");
  verb.add_option("--model", flags->model, "Only this GPU model");
}

}  // namespace muster::cli
