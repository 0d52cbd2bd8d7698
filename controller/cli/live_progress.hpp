#pragma once

#include "controller/execute/events.hpp"

#include <map>
#include <string>

namespace muster::cli {

/// A block of lines at the foot of the terminal, redrawn at every event: a bar with n of m and the
/// time, then one line a running step. What has ended scrolls away above it.
class LiveProgress final : public EventSink {
 public:
  explicit LiveProgress(bool color) : color_(color) {}
  void on_event(const Event& event) override;

 private:
  struct Running {
    std::string title;
    std::string phase;
    Duration elapsed{0};
    Duration expected{0};
  };

  std::string erase_block();
  std::string draw_block();
  std::string paint(const char* code, const std::string& text) const;

  bool color_;
  std::map<std::size_t, Running> running_;
  std::size_t ended_ = 0;
  std::size_t total_ = 0;
  std::size_t drawn_lines_ = 0;
};

}  // namespace muster::cli
