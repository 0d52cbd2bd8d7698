#include "tests/simulation/world.hpp"

#include "api/net/seeded_random.hpp"

namespace muster::simulation {
namespace {

constexpr Timestamp beginning = std::chrono::sys_days(std::chrono::year{2026} / 1 / 1);

sandbox::FaultOptions faults_for(net::Random& random) {
  sandbox::FaultOptions faults;
  const double strength = static_cast<double>(random.below(4)) * 0.04;
  for (double* probability :
       {&faults.rate_limit, &faults.error_500, &faults.error_503, &faults.reset_before,
        &faults.reset_after, &faults.slow, &faults.truncate})
    *probability = strength * random.unit();
  return faults;
}

/// For one machine of each model, and a few more.
std::vector<sandbox::StockLevel> scarce_gpus(net::Random& random) {
  std::vector<sandbox::StockLevel> stock;
  for (const char* region : {"CANADA-1", "NORWAY-1"})
    for (const char* model : {"RTX-A6000", "H100-PCIe-NVLink-80GB"})
      stock.push_back({region, model, static_cast<std::int64_t>(2 + random.below(4))});
  for (const char* model : {"B300-262GB", "H100-SXM5-80GB"})
    stock.push_back({"FIN-01", model, static_cast<std::int64_t>(2 + random.below(4))});
  return stock;
}

}  // namespace

Settings settings_for(std::uint64_t seed) {
  using namespace std::chrono_literals;
  net::SeededRandom random(seed);
  Settings settings;
  auto& cloud = settings.cloud;
  cloud.seed = seed;
  cloud.api_key = api_key;
  cloud.credit_cents = 100'000'000'000;  // more than is ever spent, and still a sum of Money
  constexpr const char* currencies[] = {"USD", "EUR", "INR"};
  cloud.currency = currencies[seed % 3];
  cloud.stock_unlimited = seed % 8 != 0;
  if (!cloud.stock_unlimited) cloud.stock = scarce_gpus(random);
  cloud.list_lag = random.below(2) == 0 ? 0s : Duration(random.below(15'000));
  cloud.attach =
      random.below(4) == 0 ? sandbox::AttachSemantics::additive : sandbox::AttachSemantics::replace;
  cloud.page_default = 3;
  cloud.page_max = 3 + static_cast<std::int64_t>(random.below(20));
  constexpr double scales[] = {1, 4, 20};
  cloud.time_scale = scales[random.below(3)];
  settings.faults = faults_for(random);
  settings.faults.latency_max = Duration(random.below(400));
  settings.calls_per_minute = random.below(3) == 0 ? 500 : 0;
  settings.poll_interval = std::chrono::seconds(2 + 3 * random.below(3));
  settings.parallelism = random.below(3) == 0 ? 1 : 16;
  return settings;
}

World::World(std::uint64_t seed_of_world, Settings settings_of_world)
    : seed(seed_of_world),
      settings(std::move(settings_of_world)),
      now(beginning),
      cloud(settings.cloud, now),
      ledger(clock, SecretKey{"0123456789abcdef0123456789abcdef"}) {}

void World::note(Timestamp at, const std::string& what) {
  trace.push_back(format_timestamp(at) + " " + what);
}

}  // namespace muster::simulation
