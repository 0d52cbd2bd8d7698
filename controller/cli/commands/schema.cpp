#include "controller/cli/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "manifests/json_schema.hpp"

namespace muster::cli {

int run_schema(const CommonOptions&, const SchemaOptions&) {
  print(json_schema());
  return exit_ok;
}

}  // namespace muster::cli
