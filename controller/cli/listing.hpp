#pragma once

#include "controller/cli/options.hpp"
#include "model/value.hpp"

#include <string>
#include <vector>

namespace muster::cli {

/// Rows of named values, to be shown as a table or a document.
struct Listing {
  struct Column {
    std::string name;   // "gpuModel" in documents, "GPU-MODEL" above a table
    bool wide = false;  // only with -o wide
  };

  std::string kind;  // of document, "Region"
  std::vector<Column> columns;
  std::vector<std::vector<Value>> rows;  // as many values as there are columns
  std::string when_empty;                // a sentence
  Value summary = {};                    // beside the items of documents, unless null
  std::string totals = {};               // a sentence below the table, unless empty
};

/// "publicIp" as a column: "PUBLIC-IP"; "EUR" as it is.
std::string header_of(const std::string& name);
/// A value as a cell: lists joined by commas.
std::string cell_of(const Value& value);

/// As the format wants it, ending with a newline.
std::string render(const Listing& listing, Format format);

}  // namespace muster::cli
