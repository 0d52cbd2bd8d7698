#pragma once

#include "controller/cli/progress.hpp"

#include <map>
#include <string>
#include <vector>

namespace muster::cli {

/// A block of lines at the foot of the terminal, redrawn at every event and tick: a bar with n of m
/// and the time, one line a running step, then the steps that come next and what they wait for.
/// What has ended scrolls away above it.
class LiveProgress final : public Progress {
 public:
  LiveProgress(bool color, const net::Clock& clock) : color_(color), clock_(clock) {}
  void on_plan(const Plan& plan) override;
  void on_event(const Event& event) override;
  void tick() override;

 private:
  struct Running {
    std::string title;
    std::string phase;
    net::TimePoint started{};
    Duration expected{0};
  };

  std::string erase_block();
  std::string draw_block();
  std::string draw_waiting(std::size_t columns);
  void add_line(std::string& text, const std::string& line);
  std::string paint(const char* code, const std::string& text) const;

  bool color_;
  const net::Clock& clock_;
  const Plan* plan_ = nullptr;
  std::vector<bool> has_ended_;  // by step of the plan
  std::map<std::size_t, Running> running_;
  std::size_t ended_ = 0;
  std::size_t total_ = 0;
  net::TimePoint run_started_{};
  Duration run_expected_{0};
  bool running_now_ = false;
  std::size_t drawn_lines_ = 0;
};

}  // namespace muster::cli
