#include "manifests/field_reader.hpp"

#include "manifests/formats.hpp"
#include "manifests/limits.hpp"

namespace muster {
namespace {

void check_range(std::int64_t found, const FieldInfo& info, const YamlNode& node,
                 std::string_view unit, Reader& in) {
  const auto shown = [&](std::int64_t number) {
    return std::to_string(number) + (unit.empty() ? "" : " ") + std::string(unit);
  };
  if (info.min && found < *info.min)
    in.fail(node, in.label() + " must be at least " + shown(*info.min) + ", found " + shown(found));
  if (info.max && found > *info.max)
    in.fail(node, in.label() + " must be at most " + shown(*info.max) + ", found " + shown(found));
}

void check_length(std::size_t length, const FieldInfo& info, Mark mark, Reader& in) {
  const auto found = static_cast<std::int64_t>(length);
  if (info.min && found < *info.min) in.fail_unquoted(mark, in.label() + " may not be empty");
  if (info.max && found > *info.max)
    in.fail_unquoted(mark, in.label() + " has " + std::to_string(found) + " bytes; at most " +
                               std::to_string(*info.max) + " are allowed");
}

void expected(const YamlNode& node, std::string_view what, Reader& in, std::string hint = {}) {
  if (node.failed) return;
  if (is_null(node))
    in.fail(in.here(), in.label() + " has no value", "leave it out, or give it a value");
  else
    in.fail(
        node,
        in.label() + ": expected " + std::string(what) + ", found " + std::string(describe(node)),
        std::move(hint));
}

bool is_scalar_of(const YamlNode& node, ScalarType type) {
  return !node.failed && node.shape == YamlNode::Shape::scalar && scalar_type(node) == type;
}

/// A text, or a plain whole number where the unit is understood.
bool is_text_or_integer(const YamlNode& node) {
  return is_scalar_of(node, ScalarType::text) || is_scalar_of(node, ScalarType::integer);
}

bool read_file(const YamlNode& node, SourcedText& value, Reader& in) {
  if (!expect_text(node, {}, in)) return false;
  value.origin = SourcedText::Origin::file;
  value.source = node.text;
  if (!in.options().read_file) {
    in.fail(node, "files cannot be read here");
    return false;
  }
  auto text = in.options().read_file(in.file(), node.text);
  if (!text) {
    in.fail(node, "cannot read " + in_quotes(node.text) + ": " + text.error().text());
    return false;
  }
  value.text = *std::move(text);
  return true;
}

bool read_env(const YamlNode& node, SourcedText& value, Reader& in) {
  if (!expect_text(node, {}, in)) return false;
  value.origin = SourcedText::Origin::environment;
  value.source = node.text;
  auto text = in.options().read_env ? in.options().read_env(node.text) : std::nullopt;
  if (!text) {
    in.fail(node, "the environment variable " + in_quotes(node.text) + " is not set");
    return false;
  }
  value.text = *std::move(text);
  return true;
}

}  // namespace

void read(const YamlNode& node, bool& value, const FieldInfo&, Reader& in) {
  if (!is_scalar_of(node, ScalarType::boolean)) return expected(node, "true or false", in);
  value = node.text.front() == 't' || node.text.front() == 'T';
}

void read(const YamlNode& node, std::int64_t& value, const FieldInfo& info, Reader& in) {
  if (!is_scalar_of(node, ScalarType::integer)) return expected(node, "a whole number", in);
  if (scalar_integer(node.text, value))
    check_range(value, info, node, "", in);
  else
    in.fail(node, in.label() + ": the number is too large");
}

void read(const YamlNode& node, std::string& value, const FieldInfo& info, Reader& in) {
  if (info.format == Format::decimal && !node.failed && node.shape == YamlNode::Shape::scalar &&
      !node.text.empty()) {
    // Amounts are kept as they are written, so that nothing is rounded.
  } else if (!expect_text(node, info, in)) {
    return;
  }
  value = node.text;
  if (info.min || info.max) check_length(value.size(), info, node.mark, in);
  if (const auto problem = format_problem(info.format, value); !problem.empty()) {
    const bool may_hold_password = info.format == Format::url && value.contains('@');
    const auto message = in.label() + ": " + problem;
    may_hold_password ? in.fail_unquoted(node.mark, message) : in.fail(node, message);
  }
  const auto& zone = in.options().known_zone;
  if (info.format == Format::time_zone && zone && !zone(value))
    in.fail(node, in.label() + ": unknown time zone " + in_quotes(value),
            "use an IANA name such as Europe/Oslo");
}

void read(const YamlNode& node, SourcedText& value, const FieldInfo& info, Reader& in) {
  const YamlNode* file = node.find("file");
  const YamlNode* env = node.find("env");
  if (node.shape != YamlNode::Shape::mapping) {
    if (!expect_text(node, info, in)) return;
    value.text = node.text;
  } else if (node.keys.size() != 1 || (file == nullptr && env == nullptr)) {
    return in.fail(node, in.label() + ": expected a text, {file: PATH} or {env: NAME}");
  } else if (!(file != nullptr ? read_file(*file, value, in) : read_env(*env, value, in))) {
    return;
  }
  if (value.text.find('\0') != std::string::npos)
    in.fail_unquoted(node.mark, in.label() + " holds a NUL byte");
  check_length(value.text.size(), info, node.mark, in);
  if (const auto problem = format_problem(info.format, value.text);
      !problem.empty() && !value.text.empty())
    in.fail_unquoted(node.mark, in.label() + ": " + problem);
}

void read(const YamlNode& node, Gigabytes& value, const FieldInfo& info, Reader& in) {
  if (!is_text_or_integer(node)) return expected(node, "a size such as 500GB or 2TB", in);
  const auto size = parse_gigabytes(node.text);
  if (!size)
    return in.fail(
        node, in.label() + ": " + in_quotes(node.text) + " is not a size such as 500GB or 2TB");
  value = *size;
  check_range(value.count, info, node, "GB", in);
}

void read(const YamlNode& node, Duration& value, const FieldInfo&, Reader& in) {
  if (!is_scalar_of(node, ScalarType::text))
    return expected(node, "a duration such as 90s, 20m or 1h30m", in);
  const auto length = parse_duration(node.text);
  if (!length)
    return in.fail(node, in.label() + ": " + in_quotes(node.text) +
                             " is not a duration such as 90s, 20m or 1h30m");
  value = *length;
}

void read(const YamlNode& node, Ports& value, const FieldInfo&, Reader& in) {
  if (!is_text_or_integer(node)) return expected(node, "a port or a range such as 8000-8010", in);
  const auto ports = parse_ports(node.text);
  if (!ports)
    return in.fail(node, in.label() + ": " + in_quotes(node.text) +
                             " is not a port (1 to 65535) or a range such as 8000-8010");
  value = *ports;
}

void read(const YamlNode& node, Cidr& value, const FieldInfo&, Reader& in) {
  if (!is_scalar_of(node, ScalarType::text))
    return expected(node, "an address block such as 203.0.113.0/24", in);
  const auto cidr = parse_cidr(node.text);
  if (!cidr)
    return in.fail(node,
                   in.label() + ": " + in_quotes(node.text) +
                       " is not an address block such as 203.0.113.0/24",
                   "the bits after the prefix must be zero");
  value = *cidr;
}

}  // namespace muster
