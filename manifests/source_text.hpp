#pragma once

#include "manifests/yaml_node.hpp"
#include "model/diagnostic.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A file's text with its lines numbered. Keeps views: the text must outlive it.
class SourceText {
 public:
  SourceText(std::string_view file, std::string_view text);

  std::string_view file() const { return file_; }
  /// Without a byte order mark.
  std::string_view text() const { return text_; }
  /// The line without its end; empty beyond the last. Lines start at 1.
  std::string_view line(std::uint32_t number) const;
  /// From a line and a byte offset in it, both from 0. Beyond 4096 bytes columns count bytes, so
  /// that long lines cost no more than short ones.
  Mark mark(std::size_t line, std::size_t offset) const;
  Mark mark_of_byte(std::size_t offset) const;
  Position position(Mark mark) const { return {std::string(file_), mark.line, mark.column}; }

  /// Why the bytes cannot be YAML, if so: too large, not UTF-8, NUL or control characters.
  std::optional<Diagnostic> refuse() const;

  /// Adds the offending line and the length of the word that stands there; nothing if the length is
  /// 0, which marks lines that may hold a secret.
  void annotate(Diagnostic& diagnostic) const;

 private:
  std::string_view file_;
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

/// The user's own text in a message: shortened, on one line, control characters made visible.
std::string in_quotes(std::string_view text);

/// An error at a place; annotate() adds the line.
Diagnostic error_at(Position position, std::string message, std::string hint = {});

}  // namespace muster
