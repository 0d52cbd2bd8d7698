#include "diff/stock_words.hpp"

#include <algorithm>

namespace muster {
namespace {

std::string names(const std::vector<ResourceKey>& who) {
  constexpr std::size_t named_max = 3;
  const std::size_t named = who.size() > named_max + 1 ? named_max : who.size();
  std::string text;
  for (std::size_t i = 0; i < named; ++i) {
    const bool last = i + 1 == who.size() && i > 0;
    text += (i == 0 ? "" : last ? " and " : ", ") + to_string(who[i]);
  }
  if (named < who.size()) text += " and " + std::to_string(who.size() - named) + " others";
  return text;
}

/// "2 x L40 in CANADA-1 (7 free)"
std::string describe(const StockUse& use) {
  std::string text = std::to_string(use.needed) + " x " + use.model + " in " + use.region;
  if (use.available.empty()) return text;
  text += " (" + use.available + " free";
  if (use.given_back > 0) text += ", " + std::to_string(use.given_back) + " given back before";
  return text + ")";
}

std::string listed(const PlanStock& stock, StockVerdict verdict) {
  constexpr std::size_t shown_max = 8;
  std::string text;
  std::size_t shown = 0;
  for (const auto& use : stock.uses) {
    if (use.verdict != verdict) continue;
    if (++shown <= shown_max) text += (text.empty() ? "" : ", ") + describe(use);
  }
  if (shown > shown_max) text += " and " + std::to_string(shown - shown_max) + " more";
  return text;
}

}  // namespace

std::string describe(const Shortage& shortage, const std::vector<ResourceKey>& who,
                     const StockBook& stock) {
  const GpuDemand all{shortage.gpus.region, shortage.gpus.model, shortage.gpus.tier,
                      shortage.lacking_gpus};
  std::string text = names(who) + (who.size() == 1 ? " needs " : " need ") + describe(all) +
                     ", and " + stock.words(all) + " there";
  const std::int64_t others = shortage.use.needed - shortage.lacking_gpus;
  if (others > 0) text += ", of which others of this plan take " + std::to_string(others);
  if (shortage.use.given_back > 0)
    text += ", with " + std::to_string(shortage.use.given_back) + " that the plan gives back";
  const auto free = stock.left(all);
  if (free && free->count + shortage.use.given_back >= shortage.use.needed)
    text += ", but not enough of them in one machine";
  const auto elsewhere = stock.elsewhere(all);
  return text + (elsewhere.empty() ? "; no other region is known to have as many"
                                   : "; there are " + elsewhere);
}

std::vector<std::string> stock_lines(const Plan& plan) {
  std::vector<std::string> lines;
  if (!plan.stock) return lines;
  const auto add = [&](const char* what, StockVerdict verdict) {
    if (const auto text = listed(*plan.stock, verdict); !text.empty())
      lines.push_back(std::string("Stock: ") + what + " " + text + ".");
  };
  add("not enough for", StockVerdict::lacking);
  add("not known for", StockVerdict::unknown);
  add("enough for", StockVerdict::enough);
  return lines;
}

std::vector<std::string> choice_lines(const Plan& plan, const ResourceKey& resource) {
  std::vector<std::string> lines;
  if (!plan.stock) return lines;
  for (const auto& choice : plan.stock->choices) {
    if (choice.resource != resource) continue;
    lines.push_back(choice.chosen.empty() ? "none of its GPUs can be had; counted with the first"
                                          : "gets " + choice.chosen);
    for (const auto& passed : choice.passed_over) lines.push_back("passed over: " + passed);
  }
  return lines;
}

}  // namespace muster
