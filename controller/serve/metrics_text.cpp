#include "controller/serve/metrics_text.hpp"

#include "controller/serve/metrics.hpp"

#include <array>
#include <charconv>

namespace muster {
namespace {

/// Backslash and newline, and in label values the quote too.
std::string escaped(std::string_view text, bool is_label) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || (is_label && c == '"')) out += '\\';
    out += c;
  }
  return out;
}

/// The shortest text that reads back as the same number, never with an exponent: instants stay
/// legible.
std::string number_text(double value) {
  std::array<char, 400> digits{};
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  if (error != std::errc{}) return "NaN";
  return {digits.data(), end};
}

}  // namespace

void MetricsText::describe(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_ += "# HELP " + name_ + " " + escaped(help, false) + ".\n";
  text_ += "# TYPE " + name_ + " " + std::string(type) + "\n";
}

void MetricsText::family(std::string_view name, Type type, std::string_view help) {
  describe(name, type == Type::counter ? "counter" : "gauge", help);
}

void MetricsText::line(std::string_view suffix, const Labels& labels, const std::string& number) {
  text_ += name_;
  text_ += suffix;
  const char* before = "{";
  for (const auto& [name, value] : labels) {
    text_ += before + name + "=\"" + escaped(value, true) + "\"";
    before = ",";
  }
  if (!labels.empty()) text_ += "}";
  text_ += " " + number + "\n";
}

void MetricsText::sample(const Labels& labels, std::uint64_t value) {
  line("", labels, std::to_string(value));
}

void MetricsText::sample(const Labels& labels, double value) {
  line("", labels, number_text(value));
}

void MetricsText::sample(const Labels& labels, const std::string& number) {
  line("", labels, number);
}

void MetricsText::histogram(std::string_view name, std::string_view help, const Labels& labels,
                            const CycleHistogram& histogram) {
  describe(name, "histogram", help);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < histogram.buckets().size(); ++i) {
    below += histogram.buckets()[i];
    auto with_bound = labels;
    const bool is_last = i == CycleHistogram::bounds.size();
    with_bound.emplace_back("le", is_last ? "+Inf" : number_text(CycleHistogram::bounds[i]));
    line("_bucket", with_bound, std::to_string(below));
  }
  line("_sum", labels, number_text(histogram.sum()));
  line("_count", labels, std::to_string(histogram.count()));
}

}  // namespace muster
