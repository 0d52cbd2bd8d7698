#pragma once

#include "model/field.hpp"
#include "model/preferred.hpp"
#include "model/reference.hpp"
#include "model/resource.hpp"
#include "model/text.hpp"
#include "model/time.hpp"
#include "model/units.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct ObjectSchema;

/// The type of a field, for everything that works on tables at run time: JSON Schema,
/// documentation, diff.
struct TypeSchema {
  enum class Shape {
    boolean,
    integer,
    text,
    sourced_text,
    enumeration,
    size,
    duration,
    ports,
    cidr,
    reference,
    list,
    map,
    object
  };
  Shape shape = Shape::text;
  std::vector<std::string_view> words;   // of an enumeration
  Kind refers_to = Kind::project;        // of a reference
  std::vector<TypeSchema> element;       // of a list or map: exactly one
  const ObjectSchema* object = nullptr;  // of an object
  bool or_list = false;                  // or a list of such, the one wanted most first
};
using Shape = TypeSchema::Shape;

struct FieldSchema {
  FieldInfo info;
  TypeSchema type;
};

struct ObjectSchema {
  std::vector<FieldSchema> fields;
  bool exactly_one = false;

  const FieldSchema* find(std::string_view name) const;
};

/// What `spec` of the kind may hold, without the fields that all managed kinds share.
const ObjectSchema& spec_schema(Kind kind);
/// `lifecycle` and `timeouts`.
const ObjectSchema& managed_schema();
/// One line about the kind, for documentation.
std::string_view kind_doc(Kind kind);

namespace schema_detail {

template <class T>
struct TypeOf;

template <Described T>
const ObjectSchema& object_schema() {
  static const ObjectSchema schema = [] {
    ObjectSchema made;
    made.exactly_one = exactly_one_of<T>;
    for_each_field(T{}, [&]<class M>(const FieldInfo& info, const M&) {
      made.fields.push_back({info, TypeOf<M>::make()});
    });
    return made;
  }();
  return schema;
}

template <class T>
struct TypeOf {
  static TypeSchema make() {
    TypeSchema type;
    if constexpr (std::is_same_v<T, bool>)
      type.shape = Shape::boolean;
    else if constexpr (std::is_same_v<T, std::int64_t>)
      type.shape = Shape::integer;
    else if constexpr (std::is_same_v<T, std::string>)
      type.shape = Shape::text;
    else if constexpr (std::is_same_v<T, SourcedText>)
      type.shape = Shape::sourced_text;
    else if constexpr (std::is_same_v<T, Gigabytes>)
      type.shape = Shape::size;
    else if constexpr (std::is_same_v<T, Duration>)
      type.shape = Shape::duration;
    else if constexpr (std::is_same_v<T, Ports>)
      type.shape = Shape::ports;
    else if constexpr (std::is_same_v<T, Cidr>)
      type.shape = Shape::cidr;
    else if constexpr (NamedEnum<T>) {
      type.shape = Shape::enumeration;
      for (const auto& [value, name] : enum_names<T>) type.words.push_back(name);
    } else {
      static_assert(Described<T>, "a field's type needs a field table, or an entry here");
      type.shape = Shape::object;
      type.object = &object_schema<T>();
    }
    return type;
  }
};
template <class T>
struct TypeOf<std::optional<T>> : TypeOf<T> {};
template <Kind K>
struct TypeOf<Reference<K>> {
  static TypeSchema make() { return {.shape = TypeSchema::Shape::reference, .refers_to = K}; }
};
template <class T>
struct TypeOf<std::vector<T>> {
  static TypeSchema make() {
    return {.shape = TypeSchema::Shape::list, .element = {TypeOf<T>::make()}};
  }
};
template <class T>
struct TypeOf<Preferred<T>> {
  static TypeSchema make() {
    TypeSchema type = TypeOf<T>::make();
    type.or_list = true;
    return type;
  }
};
template <class T>
struct TypeOf<std::map<std::string, T>> {
  static TypeSchema make() {
    return {.shape = TypeSchema::Shape::map, .element = {TypeOf<T>::make()}};
  }
};

}  // namespace schema_detail
}  // namespace muster
