#include "manifests/field_words.hpp"

namespace muster {
namespace {

std::string text_words(Format format) {
  switch (format) {
    case Format::any:
    case Format::scalar:
    case Format::public_key:
      return "text";
    case Format::resource_name:
      return "name";
    case Format::cron:
      return "cron expression";
    case Format::time_zone:
      return "time zone";
    case Format::json_pointer:
      return "JSON pointer";
    case Format::url:
      return "address";
    case Format::path:
      return "path";
    case Format::decimal:
      return "amount";
    case Format::date:
      return "date";
    case Format::time_of_day:
      return "time of day";
  }
  return "text";
}

}  // namespace

std::string type_words(const TypeSchema& type, const FieldInfo& info) {
  switch (type.shape) {
    case Shape::boolean:
      return "true or false";
    case Shape::integer:
      return "whole number";
    case Shape::text:
      return text_words(info.format);
    case Shape::sourced_text:
      return "text, `{file: PATH}` or `{env: NAME}`";
    case Shape::enumeration: {
      std::string words;
      for (const auto word : type.words)
        words += (words.empty() ? "`" : ", `") + std::string(word) + "`";
      return words;
    }
    case Shape::size:
      return "size, such as `500GB`";
    case Shape::duration:
      return "duration, such as `20m`";
    case Shape::ports:
      return "port or range";
    case Shape::cidr:
      return "address block";
    case Shape::reference:
      return std::string(to_string(type.refers_to)) + " reference";
    case Shape::list:
      return "list: " + type_words(type.element.front(), info);
    case Shape::map:
      return "mapping of names to: " + type_words(type.element.front(), info);
    case Shape::object:
      if (type.or_list) return "its fields, or a list of such, most wanted first";
      return type.object->exactly_one ? "exactly one of its fields" : "its fields";
  }
  return {};
}

std::string change_words(Change change) {
  switch (change) {
    case Change::in_place:
      return "in place";
    case Change::grows_in_place:
      return "in place if larger, else replaces";
    case Change::replaces:
      return "replaces";
    case Change::ours:
      return {};
  }
  return {};
}

}  // namespace muster
