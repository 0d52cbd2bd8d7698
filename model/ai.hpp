#pragma once

#include "model/money.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster {

// The service's chat offer. Every field is inferred; what an answer lacks is empty.

struct AiModel {
  std::string id;
  std::string name;
  std::optional<std::string> price;  // as the service says it
};

struct AiQuestion {
  std::string model;
  std::string text;
  std::optional<std::string> system;
  std::optional<std::int64_t> max_tokens;
};

struct AiAnswer {
  std::string text;
  std::string model;
  std::optional<std::int64_t> prompt_tokens;
  std::optional<std::int64_t> completion_tokens;
  std::optional<std::string> cost;  // as the service says it
};

struct AiUsage {
  std::optional<std::int64_t> requests;
  std::optional<std::int64_t> prompt_tokens;
  std::optional<std::int64_t> completion_tokens;
  std::optional<std::string> cost;
  std::string currency;
};

struct AiTransaction {
  std::string id;
  std::string model;
  std::optional<std::int64_t> prompt_tokens;
  std::optional<std::int64_t> completion_tokens;
  std::optional<std::string> cost;
  std::string currency;
  std::optional<Timestamp> created_at;
};

}  // namespace muster
