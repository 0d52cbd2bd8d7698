#pragma once

#include "manifests/limits.hpp"
#include "manifests/load_options.hpp"
#include "manifests/source_text.hpp"
#include "manifests/yaml_node.hpp"
#include "model/diagnostic.hpp"
#include "model/field.hpp"
#include "model/field_positions.hpp"
#include "model/schema.hpp"
#include "model/text.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// Where a read stands within one document: reports problems at the right place and remembers where
/// each field was. Problems never stop a read.
class Reader {
 public:
  /// All three must outlive the reader.
  Reader(const SourceText& source, const LoadOptions& options, Diagnostics& diagnostics)
      : source_(source), options_(options), diagnostics_(diagnostics) {}

  const LoadOptions& options() const { return options_; }
  std::string file() const { return std::string(source_.file()); }
  Position position(Mark mark) const { return source_.position(mark); }

  /// Nothing more is kept, so looking for more is in vain.
  bool full() const { return diagnostics_.size() >= limits::diagnostics_max; }
  /// So many were found up to now.
  std::size_t problems() const { return diagnostics_.size(); }
  void fail(Mark mark, std::string message, std::string hint = {});
  void fail(const YamlNode& node, std::string message, std::string hint = {}) {
    fail(node.mark, std::move(message), std::move(hint));
  }
  /// The same without quoting the line, which may hold a secret.
  void fail_unquoted(Mark mark, std::string message, std::string hint = {});

  /// Steps into a member or an item while alive.
  class Inside {
   public:
    Inside(Reader& reader, std::string_view token, Mark key, Mark value);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    Reader& reader_;
    std::size_t pointer_length_;
    Mark here_;
  };

  /// Key of the field being read, or the item of a list.
  Mark here() const { return here_; }
  void set_here(Mark mark) { here_ = mark; }
  /// The field being read as users write it: `gpu.count`, `rules[0].cidr`.
  std::string label() const;
  const std::string& pointer() const { return pointer_; }
  FieldPositions take_positions() {
    positions_.shrink_to_fit();
    return FieldPositions(std::exchange(positions_, {}));
  }

 private:
  const SourceText& source_;
  const LoadOptions& options_;
  Diagnostics& diagnostics_;
  std::string pointer_;
  Mark here_;
  std::vector<FieldPosition> positions_;
};

/// Errors that every type shares. Each returns false after reporting.
bool expect_mapping(const YamlNode& node, Reader& in);
bool expect_sequence(const YamlNode& node, Reader& in);
/// A text that is written as one: numbers and booleans need quotes, unless the format is scalar.
bool expect_text(const YamlNode& node, const FieldInfo& info, Reader& in);

/// Reports keys that none of the schemas knows, with the nearest one that does.
void refuse_unknown(const YamlNode& mapping, std::span<const ObjectSchema* const> schemas,
                    Reader& in);
/// Reports required fields that are missing and, for exactly_one objects, too few or too many.
void check_given(const YamlNode& mapping, const ObjectSchema& schema, Reader& in);
/// Reports a count of items or entries outside the field's bounds.
void check_count(std::size_t count, const FieldInfo& info, const YamlNode& node, Reader& in);

/// Index of the word, or nothing after reporting.
std::optional<std::size_t> read_word(const YamlNode& node, std::span<const std::string_view> words,
                                     Reader& in);
/// A name, or {existing: NAME}.
void read_reference(const YamlNode& node, std::string& name, bool& existing, Kind kind, Reader& in);

}  // namespace muster
