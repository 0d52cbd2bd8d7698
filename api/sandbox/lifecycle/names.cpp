#include "api/sandbox/lifecycle/names.hpp"

#include "model/ascii.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

bool is_word_character(char c) {
  return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
}

}  // namespace

Outcome<void> check_name(std::string_view what, std::string_view name, Spaces spaces) {
  constexpr std::size_t length_max = 50;
  const std::string subject = "The " + std::string(what) + " name";
  if (name.find_first_not_of(' ') == std::string_view::npos)
    return refuse(codes::invalid_name, subject + " must not be blank");
  if (name.size() > length_max)
    return refuse(codes::invalid_name, subject + " must not be longer than 50 characters");
  const bool with_spaces = spaces == Spaces::allowed;
  const bool good = std::ranges::all_of(
      name, [&](char c) { return is_word_character(c) || (with_spaces && c == ' '); });
  if (good) return {};
  return refuse(codes::invalid_name, subject + " may contain letters, digits, " +
                                         (with_spaces ? "spaces, " : "") +
                                         "hyphens, underscores and dots only");
}

}  // namespace muster::sandbox
