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
constexpr std::size_t shown_waiting_max = 4;
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

std::vector<std::size_t> unfinished_before(const Step& step, const std::vector<bool>& ended) {
  std::vector<std::size_t> before;
  for (const auto* edges : {&step.needs, &step.after})
    for (const std::size_t index : *edges)
      if (!ended[index]) before.push_back(index);
  return before;
}

/// "Volume/data, SSHKey/alice and 3 more"
std::string named(const Plan& plan, const std::vector<std::size_t>& steps) {
  constexpr std::size_t named_max = 2;
  std::vector<std::string> names;
  for (const std::size_t step : steps) {
    auto name = to_string(plan.steps[step].resource);
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), named_max); ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > named_max)
    text += " and " + std::to_string(names.size() - named_max) + " more";
  return text;
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
      const auto more = running_.size() - shown_steps_max;
      add_line(text, "  ... and " + std::to_string(more) + " more under way");
      break;
    }
    auto phase = ": " + clock_face(since(state.started));
    if (state.expected.count() > 0) phase += " of about " + clock_face(state.expected);
    add_line(text, fitted("  " + state.title, phase + ", " + state.phase, columns));
  }
  return text + draw_waiting(columns);
}

/// Steps that only wait for what is under way; the rest is a number.
std::string LiveProgress::draw_waiting(std::size_t columns) {
  if (plan_ == nullptr) return {};
  std::string text;
  std::size_t waiting = 0;
  std::size_t shown = 0;
  for (std::size_t i = 0; i < plan_->steps.size(); ++i) {
    if (has_ended_[i] || running_.contains(i)) continue;
    ++waiting;
    if (shown == shown_waiting_max) continue;
    const auto holders = unfinished_before(plan_->steps[i], has_ended_);
    const auto under_way = [&](std::size_t step) { return running_.contains(step); };
    if (holders.empty() || !std::ranges::all_of(holders, under_way)) continue;
    ++shown;
    const Step& step = plan_->steps[i];
    add_line(text, fitted("  " + to_string(step.resource) + ": " + describe(step),
                          ": waits for " + named(*plan_, holders), columns));
  }
  if (waiting > shown) {
    const std::string more = shown == 0 ? "" : "... and ";
    add_line(text, "  " + more + std::to_string(waiting - shown) + (shown == 0 ? "" : " more") +
                       (waiting - shown == 1 ? " step waits" : " steps wait"));
  }
  return text;
}

void LiveProgress::add_line(std::string& text, const std::string& line) {
  text += line + "\n";
  ++drawn_lines_;
}

void LiveProgress::on_plan(const Plan& plan) {
  plan_ = &plan;
  has_ended_.assign(plan.steps.size(), false);
}

void LiveProgress::tick() {
  if (!running_now_) return;
  auto text = erase_block();
  text += draw_block();
  print(text);
}

void LiveProgress::on_event(const Event& event) {
  if (event.total > 0) {
    ended_ = event.ended;
    total_ = event.total;
  }
  std::string text = erase_block();
  if (event.type == Event::Type::run_started) {
    run_started_ = clock_.now();
    run_expected_ = event.expected;
    running_now_ = true;
  } else if (event.type == Event::Type::notice) {
    text += event_line(event) + "\n";
  } else if (event.step && ends_a_step(event.type)) {
    running_.erase(*event.step);
    if (*event.step < has_ended_.size()) has_ended_[*event.step] = true;
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
