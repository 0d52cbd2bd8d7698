#pragma once

#include "api/net/http_message.hpp"
#include "model/result.hpp"
#include "model/time.hpp"
#include "model/value.hpp"

#include <string>
#include <vector>

namespace muster::cli {

enum class Health { ok, note, problem, skipped };

/// What doctor found out about one thing.
struct Check {
  std::string name;  // "key"
  Health health = Health::ok;
  std::string finding;
  std::string advice;  // what to do; empty when there is nothing
};
using Checks = std::vector<Check>;

inline constexpr const char* key_check = "key";

Check well(std::string name, std::string finding);
Check note(std::string name, std::string finding, std::string advice = {});
Check problem(std::string name, std::string finding, std::string advice = {});
Check skipped(std::string name, std::string finding);

/// One line a check, advice below it, and a verdict.
std::string checks_text(const Checks& checks);
Value checks_value(const Checks& checks);

/// 0 when there is no problem, 3 when the key is one, else 1.
int exit_code_of(const Checks& checks);

/// What an answer to a plain reading call, or its failure, tells of endpoint, key and clock. `now`
/// is the time of the answer. Pure.
Checks judge_answer(const Result<net::HttpResponse>& answer, bool with_key, Timestamp now);

}  // namespace muster::cli
