#include "manifests/yaml_parser.hpp"

#include "manifests/limits.hpp"

#include <algorithm>
#include <map>
#include <spanstream>
#include <utility>

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace muster {
namespace {

/// Leaves the parser from within its callbacks; caught below.
struct Refused {
  Diagnostic why;
};

std::size_t node_count(const YamlNode& node) {
  std::size_t count = 1 + node.keys.size();
  for (const auto& item : node.items) count += node_count(item);
  return count;
}

std::size_t text_size(const YamlNode& node) {
  std::size_t size = node.text.size();
  for (const auto& key : node.keys) size += key.text.size();
  for (const auto& item : node.items) size += text_size(item);
  return size;
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, ParsedYaml& out) : source_(source), out_(out) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    const Mark place = at(mark);
    if (documents_++ > 0 && !stands_apart(place.line))
      refuse(place, "this does not belong to the document before it",
             "is the indentation right? Documents are separated by a line with `---`");
    // The parser does not get past a `,` there, and would find documents without end.
    if (documents_ > 1 && place == document_start_)
      refuse(place, "this has no place at the beginning of a document");
    document_start_ = place;
    root_ = {};
    open_.clear();
    anchors_.clear();
    unfinished_.clear();
  }
  void OnDocumentEnd() override {
    if (root_.shape != YamlNode::Shape::null) out_.documents.push_back(std::move(root_));
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    finish({.mark = at(mark)}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Mark place = at(mark);
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      refuse(place, unfinished_.contains(anchor) ? "this alias stands inside what it refers to"
                                                 : "unknown alias");
    copy_text(found->second.bytes, place);
    count(found->second.nodes, place);
    finish(found->second.node, 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node{.shape = YamlNode::Shape::scalar, .mark = at(mark), .text = value};
    node.quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
    if (value.find('\0') != std::string::npos) report(node.mark, "NUL byte in a text");
    if (tag != "?") check_tag(tag, {"str", "int", "bool", "float", "null"}, node.mark);
    finish(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    start(YamlNode::Shape::sequence, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    start(YamlNode::Shape::mapping, mark, tag, anchor, style);
  }
  void OnMapEnd() override { end(); }

 private:
  struct Open {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    bool flow = false;
    bool has_key = false;    // a key waits for its value
    bool drop_item = false;  // and is one that is left out
  };
  struct Anchored {
    YamlNode node;
    std::size_t nodes = 0;
    std::size_t bytes = 0;
  };

  [[noreturn]] void refuse(Mark place, std::string message, std::string hint = {}) {
    throw Refused{error_at(source_.position(place), std::move(message), std::move(hint))};
  }
  void report(Mark place, std::string message, std::string hint = {}) {
    if (out_.diagnostics.size() < limits::diagnostics_max)
      out_.diagnostics.push_back(
          error_at(source_.position(place), std::move(message), std::move(hint)));
  }

  /// Whether a document may begin at the line: at `---`, or after `...`. The parser itself would
  /// let one begin anywhere.
  bool stands_apart(std::uint32_t line) const {
    if (source_.line(line).starts_with("---")) return true;
    while (--line > 0) {
      const std::string_view text = source_.line(line);
      const auto first = text.find_first_not_of(" \t");
      if (first != std::string_view::npos && text[first] != '#') return text.starts_with("...");
    }
    return false;
  }

  Mark at(const YAML::Mark& mark) {
    const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
    const auto offset = static_cast<std::size_t>(std::max(mark.column, 0));
    const bool in_flow = !open_.empty() && open_.back().flow;
    const std::string_view text = source_.line(static_cast<std::uint32_t>(line + 1));
    if (const auto tab = text.find_first_not_of(' ');
        !in_flow && tab < offset && text[tab] == '\t' &&
        text.find_first_not_of(" \t", tab) != std::string_view::npos)
      refuse(source_.mark(line, tab), "a tab is used for indentation", "use spaces");
    return source_.mark(line, offset);
  }

  void count(std::size_t nodes, Mark place) {
    nodes_ += nodes;
    if (nodes_ > limits::nodes_max)
      refuse(place,
             "the file has more than " + std::to_string(limits::nodes_max) +
                 " values, aliases expanded",
             "split it into several files");
  }

  void check_tag(const std::string& tag, std::initializer_list<std::string_view> known,
                 Mark place) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    constexpr std::string_view core = "tag:yaml.org,2002:";
    const bool ours =
        tag.starts_with(core) && std::ranges::find(known, tag.substr(core.size())) != known.end();
    if (!ours)
      report(place, "the tag " + in_quotes(tag) + " means nothing to muster", "leave it out");
  }

  void start(YamlNode::Shape shape, const YAML::Mark& mark, const std::string& tag,
             YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
    Open opened{.node = {.shape = shape, .mark = at(mark)}, .anchor = anchor};
    opened.flow = style == YAML::EmitterStyle::Flow;
    check_tag(tag, {shape == YamlNode::Shape::mapping ? "map" : "seq"}, opened.node.mark);
    if (open_.size() == limits::nesting_max)
      refuse(opened.node.mark,
             "more than " + std::to_string(limits::nesting_max) + " levels of nesting");
    if (anchor != 0) unfinished_[anchor] = true;
    open_.push_back(std::move(opened));
  }

  void end() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    if (closed.node.shape == YamlNode::Shape::mapping) drop_duplicates(closed.node);
    unfinished_.erase(closed.anchor);
    finish(std::move(closed.node), closed.anchor);
  }

  void finish(YamlNode node, YAML::anchor_t anchor) {
    count(1, node.mark);
    if (anchor != 0) remember(anchor, node);
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.shape == YamlNode::Shape::sequence) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      take_key(parent, std::move(node));
    } else {
      parent.has_key = false;
      if (!parent.drop_item) parent.node.items.push_back(std::move(node));
    }
  }

  /// The copy costs what an alias costs: anchors in anchors would multiply otherwise.
  void remember(YAML::anchor_t anchor, const YamlNode& node) {
    const Anchored kept{{}, node_count(node), text_size(node)};
    copy_text(kept.bytes, node.mark);
    count(kept.nodes, node.mark);
    anchors_[anchor] = {node, kept.nodes, kept.bytes};
  }

  void copy_text(std::size_t bytes, Mark place) {
    alias_bytes_ += bytes;
    if (alias_bytes_ > limits::alias_bytes_max)
      refuse(place, "anchors and aliases stand for more than " +
                        std::to_string(limits::alias_bytes_max) + " bytes of text");
  }

  void take_key(Open& parent, YamlNode key) {
    parent.has_key = true;
    parent.drop_item = true;
    if (key.shape != YamlNode::Shape::scalar) {
      report(key.mark, "a key must be a text, found " + std::string(describe(key)));
    } else if (!key.quoted && key.text == "<<") {
      report(key.mark, "merge keys (`<<`) are not part of YAML 1.2",
             "write the fields out, or use a variable");
    } else {
      parent.drop_item = false;
      parent.node.keys.push_back(std::move(key));
    }
  }

  void drop_duplicates(YamlNode& mapping) {
    std::vector<std::size_t> order(mapping.keys.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&](std::size_t i) {
      return std::pair<std::string_view, std::size_t>(mapping.keys[i].text, i);
    });
    std::vector<std::pair<std::size_t, std::size_t>> repeated;  // again, first
    for (std::size_t i = 1, first = 0; i < order.size(); ++i) {
      if (mapping.keys[order[i]].text != mapping.keys[order[first]].text)
        first = i;
      else
        repeated.emplace_back(order[i], order[first]);
    }
    if (repeated.empty()) return;
    std::ranges::sort(repeated);
    for (const auto& [again, first] : repeated) {
      const Mark there = mapping.keys[first].mark;
      report(mapping.keys[again].mark, "duplicate key " + in_quotes(mapping.keys[again].text) +
                                           ", first given at line " + std::to_string(there.line) +
                                           ", column " + std::to_string(there.column));
    }
    YamlNode kept{.shape = mapping.shape, .mark = mapping.mark};
    for (std::size_t i = 0, next = 0; i < mapping.keys.size(); ++i) {
      if (next < repeated.size() && repeated[next].first == i) {
        ++next;
        continue;
      }
      kept.keys.push_back(std::move(mapping.keys[i]));
      kept.items.push_back(std::move(mapping.items[i]));
    }
    mapping = std::move(kept);
  }

  const SourceText& source_;
  ParsedYaml& out_;
  YamlNode root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::map<YAML::anchor_t, bool> unfinished_;
  std::size_t documents_ = 0;
  Mark document_start_;
  std::size_t nodes_ = 0;
  std::size_t alias_bytes_ = 0;
};

/// The parser's words for what people actually did.
constexpr std::pair<std::string_view, std::pair<std::string_view, std::string_view>>
    explanations[] = {
        {"illegal map value",
         {"a `:` has no place here",
          "is the indentation right? A text that contains `: ` needs quotes"}},
        {"end of map not found",
         {"this does not belong to the mapping it stands in", "is the indentation right?"}},
        {"end of map flow not found", {"a `{` is never closed, or a `,` is missing", ""}},
        {"end of sequence not found",
         {"this does not belong to the list it stands in", "is the indentation right?"}},
        {"end of sequence flow not found", {"a `[` is never closed, or a `,` is missing", ""}},
        {"illegal EOF in scalar", {"a quoted text is never closed", ""}},
        {"illegal document indicator in scalar", {"a quoted text is never closed", ""}},
        {"illegal tab when looking for indentation",
         {"a tab is used for indentation", "use spaces"}},
        {"unknown token", {"this character cannot begin a value", "put the text in quotes"}},
        {"the referenced anchor is not defined",
         {"unknown alias", "define it before with &NAME, or put the text in quotes"}},
};

Diagnostic syntax_error(const SourceText& source, const YAML::Exception& e) {
  const auto line = static_cast<std::size_t>(std::max(e.mark.line, 0));
  const auto offset = static_cast<std::size_t>(std::max(e.mark.column, 0));
  for (const std::size_t near : {line + 1, line}) {
    const std::string_view text = source.line(static_cast<std::uint32_t>(near));
    const auto tab = text.find_first_not_of(' ');
    if (tab != std::string_view::npos && text[tab] == '\t')
      return error_at(source.position(source.mark(near - 1, tab)), "a tab is used for indentation",
                      "use spaces");
  }
  const Position place = source.position(source.mark(line, offset));
  const bool in_flow =
      e.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW || e.msg == YAML::ErrorMsg::END_OF_MAP_FLOW;
  if (in_flow && source.line(place.line).contains("${"))
    return error_at(place, "a `{` has no place here",
                    "within [ ] and { } put \"${var.NAME}\" in quotes");
  for (const auto& [theirs, ours] : explanations)
    if (e.msg.starts_with(theirs))
      return error_at(place, std::string(ours.first), std::string(ours.second));
  return error_at(place, "invalid YAML: " + e.msg);
}

}  // namespace

ParsedYaml parse_yaml(const SourceText& source) {
  ParsedYaml out;
  if (auto why = source.refuse()) {
    out.diagnostics.push_back(*std::move(why));
    return out;
  }
  // The parser overlooks a quoted text that is still open where the file ends with a line, but not
  // where a document does.
  std::string text(source.text());
  if (text.ends_with('\n')) text += "...\n";
  std::ispanstream in{std::span<const char>(text)};
  TreeBuilder builder(source, out);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused& refused) {
    out.diagnostics.push_back(refused.why);
  } catch (const YAML::Exception& e) {
    out.diagnostics.push_back(syntax_error(source, e));
  }
  return out;
}

}  // namespace muster
