#include "manifests/formats.hpp"

#include "manifests/cron_syntax.hpp"
#include "manifests/source_text.hpp"
#include "model/ascii.hpp"
#include "model/key.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace muster {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_length_max && is_alphanumeric(text.front()) &&
         std::ranges::all_of(
             text, [](char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_decimal(std::string_view text) {
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const auto fraction = point == std::string_view::npos ? "0" : text.substr(point + 1);
  return !whole.empty() && whole.size() <= 9 && std::ranges::all_of(whole, is_digit) &&
         !fraction.empty() && fraction.size() <= 9 && std::ranges::all_of(fraction, is_digit);
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](std::size_t start, std::size_t count) {
    int value = -1;
    const char* end = text.data() + start + count;
    return std::from_chars(text.data() + start, end, value).ptr == end && value >= 0 ? value : -1;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return false;
  return std::chrono::year_month_day{std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day))}
      .ok();
}

/// "HH:MM", 00:00 to 23:59.
bool is_time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return false;
  for (const std::size_t i : {0U, 1U, 3U, 4U})
    if (!is_digit(text[i])) return false;
  return text.substr(0, 2) < "24" && text.substr(3) < "60";
}

bool is_url(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (text.starts_with(scheme)) {
      const auto rest = text.substr(scheme.size());
      const auto host = rest.substr(0, rest.find_first_of("/?#"));
      return !host.empty() && host.find('@') == std::string_view::npos &&
             text.find_first_of(" \t\r\n?#") == std::string_view::npos;
    }
  return false;
}

/// "type base64 comment" on one line, as in authorized_keys and *.pub files. Types are left to the
/// account.
bool is_public_key(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos || text.find_first_of("\r\n") != std::string_view::npos)
    return false;
  const auto type = text.substr(0, blank);
  return (type.starts_with("ssh-") || type.starts_with("ecdsa-") || type.starts_with("sk-")) &&
         text.substr(blank + 1).starts_with("AAAA");
}

/// Never quotes the text, which may be a private key.
std::string public_key_problem(std::string_view text) {
  if (is_public_key(text)) return {};
  if (text.find("PRIVATE KEY") != std::string_view::npos)
    return "this is a private key, which must not leave your machine: give the .pub file beside it";
  return "this is not a public key in OpenSSH form, one line such as `ssh-ed25519 AAAA... comment`";
}

}  // namespace

std::string format_problem(Format format, std::string_view text) {
  switch (format) {
    case Format::any:
    case Format::scalar:
    case Format::time_zone:
    case Format::json_pointer:
      return {};
    case Format::resource_name:
      if (is_name(text)) return {};
      return in_quotes(text) +
             " is not a name: 1 to 50 letters, digits, `_`, `.` and `-`, beginning "
             "with a letter or digit";
    case Format::cron:
      return cron_problem(text);
    case Format::url:
      if (is_url(text)) return {};
      if (text.find('@') != std::string_view::npos)
        return "an address may hold neither user nor password: https://HOST/PATH";
      return in_quotes(text) + " is not an address such as https://barrack.ai/api";
    case Format::path:
      if (!text.empty()) return {};
      return "a path may not be empty";
    case Format::decimal:
      if (is_decimal(text)) return {};
      return in_quotes(text) + " is not an amount such as 12.50";
    case Format::public_key:
      return public_key_problem(text);
    case Format::date:
      if (is_date(text)) return {};
      return in_quotes(text) + " is not a date such as 2026-12-24";
    case Format::time_of_day:
      if (is_time_of_day(text)) return {};
      return in_quotes(text) + " is not a time of day such as 03:30 (00:00 to 23:59)";
  }
  return {};
}

}  // namespace muster
