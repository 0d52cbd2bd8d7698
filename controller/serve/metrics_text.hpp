#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

class CycleHistogram;

/// The text format of Prometheus: families of samples, each family with its help and type.
class MetricsText {
 public:
  enum class Type { counter, gauge };
  using Labels = std::vector<std::pair<std::string, std::string>>;

  /// Begins a family; the samples that follow belong to it.
  void family(std::string_view name, Type type, std::string_view help);
  void sample(const Labels& labels, std::uint64_t value);
  void sample(const Labels& labels, double value);
  /// A number that is text already.
  void sample(const Labels& labels, const std::string& number);
  /// A whole family with its buckets, sum and count.
  void histogram(std::string_view name, std::string_view help, const Labels& labels,
                 const CycleHistogram& histogram);

  std::string text() && { return std::move(text_); }

 private:
  void describe(std::string_view name, std::string_view type, std::string_view help);
  void line(std::string_view suffix, const Labels& labels, const std::string& number);

  std::string text_;
  std::string name_;
};

}  // namespace muster
