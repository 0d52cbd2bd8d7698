#include "controller/cli/live_progress.hpp"

#include "controller/cli/console.hpp"
#include "controller/cli/phrases.hpp"
#include "diff/plan_words.hpp"

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>

namespace muster::cli {
namespace {

constexpr std::size_t shown_steps_max = 12;
constexpr std::size_t bar_width = 24;
constexpr std::size_t fallback_columns = 80;

std::size_t terminal_columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) return fallback_columns;
  return size.ws_col;
}

std::string bar(std::size_t ended, std::size_t total) {
  const auto filled = total == 0 ? bar_width : ended * bar_width / total;
  return "[" + std::string(filled, '#') + std::string(bar_width - filled, '.') + "]";
}

/// A line that wrapped would break the redrawing. Never ends within a character of several bytes.
std::string cut(std::string line, std::size_t columns) {
  if (line.size() < columns) return line;
  std::size_t end = columns - 1;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
  line.resize(end);
  return line;
}

/// Of a long title and what becomes of it, the title gives way.
std::string fitted(const std::string& title, const std::string& state, std::size_t columns) {
  constexpr std::size_t title_min = 16;
  const std::size_t room = columns - 1 - std::min(columns - 1, state.size());
  if (title.size() <= room || room < title_min) return cut(title + state, columns);
  return cut(title, room - 2) + "..." + state;
}

bool ends_a_step(Event::Type type) {
  return type == Event::Type::step_done || type == Event::Type::step_failed ||
         type == Event::Type::step_interrupted || type == Event::Type::step_skipped;
}

const char* color_of(Event::Type type) {
  switch (type) {
    case Event::Type::step_done:
      return "\033[32m";
    case Event::Type::step_failed:
      return "\033[31m";
    case Event::Type::step_interrupted:
    case Event::Type::step_skipped:
      return "\033[33m";
    default:
      return "\033[0m";
  }
}

}  // namespace

std::string LiveProgress::paint(const char* code, const std::string& text) const {
  return color_ ? code + text + "\033[0m" : text;
}

std::string LiveProgress::erase_block() {
  std::string text;
  for (; drawn_lines_ > 0; --drawn_lines_) text += "\033[1A\033[2K";
  return text;
}

std::string LiveProgress::draw_block() {
  const auto columns = terminal_columns();
  const auto since = [&](net::TimePoint start) {
    return std::chrono::duration_cast<Duration>(clock_.now() - start);
  };
  auto head = bar(ended_, total_) + " " + std::to_string(ended_) + " of " + std::to_string(total_) +
              ", " + clock_face(since(run_started_)) + " of about " + clock_face(run_expected_);
  std::string text = cut(std::move(head), columns) + "\n";
  drawn_lines_ = 1;
  for (const auto& [step, state] : running_) {
    if (drawn_lines_ > shown_steps_max) {
      text +=
          "  ... and " + std::to_string(running_.size() - shown_steps_max) + " more under way\n";
      ++drawn_lines_;
      break;
    }
    auto phase = ": " + clock_face(since(state.started));
    if (state.expected.count() > 0) phase += " of about " + clock_face(state.expected);
    text += fitted("  " + state.title, phase + ", " + state.phase, columns) + "\n";
    ++drawn_lines_;
  }
  return text;
}

void LiveProgress::tick() {
  if (!running_now_) return;
  auto text = erase_block();
  text += draw_block();
  print(text);
}

void LiveProgress::on_event(const Event& event) {
  ended_ = event.ended;
  total_ = event.total;
  std::string text = erase_block();
  if (event.type == Event::Type::run_started) {
    run_started_ = clock_.now();
    run_expected_ = event.expected;
    running_now_ = true;
  } else if (event.type == Event::Type::notice) {
    text += event_line(event) + "\n";
  } else if (event.step && ends_a_step(event.type)) {
    running_.erase(*event.step);
    text += paint(color_of(event.type), event_line(event)) + "\n";
  } else if (event.step) {
    auto& state = running_[*event.step];
    if (event.type == Event::Type::step_started) state.started = clock_.now();
    state.title = to_string(event.resource) + ": " + event.operation;
    state.expected = event.expected;
    state.phase = event.type == Event::Type::step_started ? "checking"
                  : event.type == Event::Type::call_sent  ? "calling"
                                                          : printable(event.message);
  }
  if (event.type == Event::Type::run_finished) running_now_ = false;
  if (running_now_) text += draw_block();
  print(text);
}

}  // namespace muster::cli
