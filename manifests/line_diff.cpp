#include "manifests/line_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace muster {
namespace {

constexpr std::size_t context = 3;
constexpr std::size_t compared_max = 4'000'000;  // pairs of lines

using Lines = std::vector<std::string_view>;

/// Each with its end, which the last one may lack.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end == std::string_view::npos ? end : end + 1));
    text.remove_prefix(lines.back().size());
  }
  return lines;
}

struct Edit {
  char sign = ' ';
  std::string_view line;
};

/// Of the parts that differ: longest[i * width + j] lines are common to what follows i and j.
std::vector<std::uint32_t> common_lengths(const Lines& before, const Lines& after) {
  const auto width = after.size() + 1;
  std::vector<std::uint32_t> longest((before.size() + 1) * width, 0);
  for (auto i = before.size(); i-- > 0;)
    for (auto j = after.size(); j-- > 0;)
      longest[i * width + j] = before[i] == after[j] ? longest[(i + 1) * width + j + 1] + 1
                                                     : std::max(longest[(i + 1) * width + j],
                                                                longest[i * width + j + 1]);
  return longest;
}

void add_edits(const Lines& before, const Lines& after, std::vector<Edit>& edits) {
  const bool compare = before.size() * after.size() <= compared_max;
  const auto longest = compare ? common_lengths(before, after) : std::vector<std::uint32_t>();
  const auto width = after.size() + 1;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < before.size() || j < after.size()) {
    if (compare && i < before.size() && j < after.size() && before[i] == after[j]) {
      edits.push_back({' ', before[i++]});
      ++j;
      continue;
    }
    const bool remove = j == after.size() ||
                        (i < before.size() &&
                         (!compare || longest[(i + 1) * width + j] >= longest[i * width + j + 1]));
    edits.push_back(remove ? Edit{'-', before[i++]} : Edit{'+', after[j++]});
  }
}

std::vector<Edit> edits_between(Lines before, Lines after) {
  std::vector<Edit> edits;
  const auto [left, right] = std::ranges::mismatch(before, after);
  const auto same = left - before.begin();
  for (const auto line : Lines(before.begin(), left)) edits.push_back({' ', line});
  before.erase(before.begin(), before.begin() + same);
  after.erase(after.begin(), after.begin() + same);
  Lines end;
  while (!before.empty() && !after.empty() && before.back() == after.back()) {
    end.push_back(before.back());
    before.pop_back();
    after.pop_back();
  }
  add_edits(before, after, edits);
  for (auto line = end.rbegin(); line != end.rend(); ++line) edits.push_back({' ', *line});
  return edits;
}

std::string range(std::size_t start, std::size_t count) {
  return std::to_string(count == 0 ? start : start + 1) + "," + std::to_string(count);
}

/// The edits from `begin` to `end`, with the numbers of the first lines from 0.
std::string hunk(const std::vector<Edit>& edits, std::size_t begin, std::size_t end,
                 std::size_t before, std::size_t after) {
  std::string text;
  std::size_t removed = 0;
  std::size_t added = 0;
  for (auto i = begin; i < end; ++i) {
    const auto& [sign, line] = edits[i];
    removed += sign != '+' ? 1 : 0;
    added += sign != '-' ? 1 : 0;
    text += sign + std::string(line);
    if (!line.ends_with('\n')) text += "\n\\ No newline at end of file\n";
  }
  return "@@ -" + range(before, removed) + " +" + range(after, added) + " @@\n" + text;
}

}  // namespace

std::string line_diff(std::string_view name, std::string_view before, std::string_view after) {
  if (before == after) return {};
  const auto edits = edits_between(lines_of(before), lines_of(after));
  auto text = "--- " + std::string(name) + "\n+++ " + std::string(name) + "\n";
  std::size_t left = 0;
  std::size_t right = 0;
  for (std::size_t begin = 0, i = 0; i < edits.size();) {
    const auto advance_to = [&](std::size_t end) {
      for (; begin < end; ++begin) {
        left += edits[begin].sign != '+' ? 1 : 0;
        right += edits[begin].sign != '-' ? 1 : 0;
      }
    };
    if (edits[i].sign == ' ') {
      ++i;
      continue;
    }
    advance_to(i - std::min(i - begin, context));
    auto end = i;  // behind the last change that stands near enough to the one before
    for (auto next = i; next < edits.size() && next <= end + 2 * context; ++next)
      if (edits[next].sign != ' ') end = next + 1;
    i = end;
    const auto shown = std::min(end + context, edits.size());
    text += hunk(edits, begin, shown, left, right);
    advance_to(shown);
  }
  return text;
}

}  // namespace muster
