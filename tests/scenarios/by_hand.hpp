#pragma once

#include "tests/controller/support/sim_account.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace muster::scenarios {

/// Somebody else changes the account, one call a line: METHOD PATH [JSON], or `wait DURATION`.
/// {Kind/NAME} stands for the id of the thing of that name, {Kind/NAME/rules/N} for that of its
/// Nth rule, from 0. Each call has to be accepted and comes to rest before the next. A line that
/// starts with # is a comment. Throws std::invalid_argument otherwise.
void act_by_hand(testing::SimAccount& account, const std::filesystem::path& file);

/// Writes down the calls that change the account, with names in place of ids.
class CallLog {
 public:
  explicit CallLog(testing::SimAccount& account);
  const std::string& text() const { return text_; }

 private:
  void note(const net::HttpRequest& request);

  testing::SimAccount& account_;
  std::map<std::string, std::string> names_;  // by id
  std::string text_;
};

}  // namespace muster::scenarios
