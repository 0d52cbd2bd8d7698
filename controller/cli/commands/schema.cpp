#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "manifests/json_schema.hpp"

namespace muster::cli {

void add_schema(Verbs& verbs) {
  const auto run = [](const CommonOptions&) {
    print(json_schema());
    return static_cast<int>(exit_ok);
  };
  verbs.add("schema", "Print the JSON Schema of all kinds, for editors",
            "muster schema > muster.schema.json", run);
}

}  // namespace muster::cli
