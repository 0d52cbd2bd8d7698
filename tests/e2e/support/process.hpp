#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace muster::e2e {

struct Finished {
  int exit = -1;  // 128 + signal for a killed one, as shells say it
  std::string out;
  std::string err;
};

/// A child of the test: started at once, killed and reaped by the destructor if it still runs.
class Process {
 public:
  Process(std::vector<std::string> arguments, const std::filesystem::path& folder,
          const std::map<std::string, std::string>& environment);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Blocks until standard output has `text`, or the process ends; false in that case.
  bool wait_for_output(const std::string& text);
  /// What it has printed so far.
  const std::string& out() const { return out_; }
  void signal(int number);
  Finished wait();

 private:
  bool read_some();

  pid_t pid_ = -1;
  int out_fd_ = -1;
  std::string out_;
  std::filesystem::path err_file_;
};

}  // namespace muster::e2e
