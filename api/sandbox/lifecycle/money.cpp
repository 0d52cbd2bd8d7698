#include "api/sandbox/lifecycle/money.hpp"

#include "api/sandbox/catalogue.hpp"

namespace muster::sandbox {

Outcome<void> check_credit(const State& state, Units rate) {
  constexpr Units minutes = 60;
  if (state.credit().balance() >= rate * minutes) return {};
  return refuse(codes::insufficient_credits,
                "Insufficient credits: the balance must cover at least one hour");
}

Units running_rate(const State& state, const Instance& instance) {
  const GpuRow* gpu = find_gpu(instance.tier, instance.gpu_model);
  return gpu == nullptr ? 0 : gpu_rate(gpu->price.in(state.options().currency), instance.gpu_count);
}

Units storage_rate(const State& state, std::string_view tier, std::string_view type,
                   std::int64_t size_gb) {
  const VolumeTypeRow* row = find_volume_type(tier, type);
  return row == nullptr ? 0 : volume_rate(row->price.in(state.options().currency), size_gb);
}

Units kept_rate(const State& state, std::int64_t size_gb) {
  const Price price = snapshot_price;
  return snapshot_rate(price.in(state.options().currency), size_gb);
}

}  // namespace muster::sandbox
