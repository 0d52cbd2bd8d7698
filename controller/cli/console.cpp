#include "controller/cli/console.hpp"

#include "controller/cli/exit_code.hpp"
#include "controller/cli/phrases.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <sys/ioctl.h>
#include <unistd.h>

namespace muster::cli {
namespace {

constexpr std::ptrdiff_t diagnostics_shown_max = 200;

bool output_lost = false;

}  // namespace

void print(const std::string& text) {
  errno = 0;
  if (!(std::cout << text << std::flush) && errno != EPIPE) output_lost = true;
  std::cout.clear();
}

int with_output_checked(int code) {
  if (!output_lost || (code != exit_ok && code != exit_changes)) return code;
  print_error("muster: error: standard output could not be written in full\n");
  return exit_error;
}

void print_error(const std::string& text) {
  std::cerr << text << std::flush;
  std::cerr.clear();
}

void print_error(const Error& error) {
  print_error("muster: error: " + error.text() + "\n");
}

int give_up(const Error& error) {
  print_error(error);
  return exit_code(error.code());
}

void print_diagnostics(const Diagnostics& diagnostics) {
  std::string text;
  std::ptrdiff_t shown = 0;
  for (const auto& diagnostic : diagnostics)
    if (shown++ < diagnostics_shown_max) text += render(diagnostic) + "\n";
  const auto errors = std::ranges::count(diagnostics, Severity::error, &Diagnostic::severity);
  const auto warnings = std::ranges::count(diagnostics, Severity::warning, &Diagnostic::severity);
  if (shown > diagnostics_shown_max)
    text += "... and " + std::to_string(shown - diagnostics_shown_max) + " more\n";
  if (errors > 0) text += counted(errors, "error") + (warnings > 0 ? ", " : "\n");
  if (warnings > 0) text += counted(warnings, "warning") + "\n";
  print_error(text);
}

bool output_is_terminal() {
  return isatty(STDOUT_FILENO) == 1;
}
bool input_is_terminal() {
  return isatty(STDIN_FILENO) == 1;
}

std::size_t output_width() {
  winsize size{};
  if (!output_is_terminal() || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

std::string read_line() {
  std::string line;
  std::getline(std::cin, line);
  return line;
}

std::string read_input() {
  return {std::istreambuf_iterator<char>(std::cin), {}};
}

bool colors_wanted() {
  const char* off = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return (off == nullptr || *off == '\0') && !dumb && output_is_terminal();
}

}  // namespace muster::cli
