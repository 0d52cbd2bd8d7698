#pragma once

#include "tests/e2e/support/process.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace muster::e2e {

/// A folder with a project, the built binary, and a sandbox of the built binary on a free loopback
/// port.
class EndToEnd : public ::testing::Test {
 public:
  ~EndToEnd() override;

 protected:
  EndToEnd();

  /// Flags beside --port 0 and --time-scale. Starts it, or starts another in its place.
  void start_sandbox(std::vector<std::string> flags = {});
  void stop_sandbox() { sandbox_.reset(); }

  void write(const std::string& file, const std::string& text);
  void remove(const std::string& file);

  /// Runs muster to its end, with the project, endpoint and key in the environment.
  Finished muster(std::vector<std::string> arguments);
  std::unique_ptr<Process> start_muster(std::vector<std::string> arguments);

  /// apply, then a plan that has to be empty. Returns what apply printed.
  Finished apply_and_settle();

  /// Straight to the sandbox, past muster. The answer's JSON; fails the test on a status of 400 or
  /// above.
  nlohmann::json api(const std::string& method, const std::string& path,
                     const nlohmann::json& body = nullptr);
  /// All rows of a list: rows("volumes") asks /volumes/.
  std::vector<nlohmann::json> rows(const std::string& list);

  std::map<std::string, std::string> environment;
  std::filesystem::path folder;
  std::string endpoint;

 private:
  std::unique_ptr<Process> sandbox_;
  int started_ = 0;  // sandboxes
};

}  // namespace muster::e2e
