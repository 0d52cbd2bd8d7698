#include "controller/reconcile/loading.hpp"

#include "controller/schedule/time_zones.hpp"

namespace muster {

Loaded load_bundle(const Bundle& bundle, const LoadSettings& settings) {
  LoadOptions options{.environment = settings.environment, .variables = settings.variables};
  options.read_file = bundle.read_file;
  options.read_env = settings.read_env;
  options.known_zone = is_known_time_zone;
  return load(bundle.files, options, *settings.parsed);
}

}  // namespace muster
