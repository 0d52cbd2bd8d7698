#include "controller/source/secret_setting.hpp"

#include "controller/source/project_folder.hpp"

#include <utility>

namespace muster {

Result<std::string> read_secret(const net::EnvironmentLookup& environment,
                                const std::string& name) {
  auto value = environment(name).value_or("");
  const auto file = environment(name + "_FILE").value_or("");
  if (file.empty()) return value;
  if (!value.empty())
    return fail(Errc::invalid_input, name + " and " + name + "_FILE are both set: unset one");
  auto text = read_text_file(file);
  if (!text) return fail(std::move(text).error().in("reading " + name + "_FILE"));
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  return *std::move(text);
}

}  // namespace muster
