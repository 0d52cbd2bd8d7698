#pragma once

#include "model/diagnostic.hpp"
#include "model/error.hpp"

#include <cstddef>
#include <string>

namespace muster::cli {

/// Standard output and error of the process; the only place that prints.
/// A reader that went away (a closed pipe) is not an error of ours: the rest of the text is
/// dropped.
void print(const std::string& text);
void print_error(const std::string& text);
/// The exit code of a command that ended with `code`: an error if what it printed is not all there,
/// as on a full disk.
int with_output_checked(int code);
/// "muster: error: ..." as one paragraph.
void print_error(const Error& error);
/// The same for a command that cannot go on; its exit code.
int give_up(const Error& error);
/// Each with its place and caret, then how many there are.
void print_diagnostics(const Diagnostics& diagnostics);

bool output_is_terminal();
bool input_is_terminal();
/// Columns of the terminal that shows the output; 0 when there is no limit.
std::size_t output_width();

/// One line from standard input, without its end; empty at the end of input.
std::string read_line();
/// Standard input to its end.
std::string read_input();

/// NO_COLOR and a dumb terminal switch colours off, whatever is said.
bool colors_wanted();

}  // namespace muster::cli
