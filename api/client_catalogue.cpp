#include "api/client_impl.hpp"
#include "api/codec/catalogue.hpp"
#include "api/codec/pricing.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace muster::api {
Task<Result<std::vector<CatalogueRegion>>> Client::list_regions(net::Context context) {
  return read_answer(std::move(context), *impl_, impl_->call_of(Operation::list_regions),
                     decode_regions);
}

Task<Result<std::vector<CatalogueOsImage>>> Client::list_os_images(net::Context context) {
  return read_answer(std::move(context), *impl_, impl_->call_of(Operation::list_os_images),
                     decode_os_images);
}

Task<Result<std::vector<CatalogueGpuSpec>>> Client::list_gpu_specs(net::Context context) {
  return read_answer(std::move(context), *impl_, impl_->call_of(Operation::list_gpu_specs),
                     decode_gpu_specs);
}

Task<Result<std::vector<CatalogueVolumeType>>> Client::list_volume_types(net::Context context) {
  return read_answer(std::move(context), *impl_, impl_->call_of(Operation::list_volume_types),
                     decode_volume_types);
}

Task<Result<std::vector<CatalogueProtocol>>> Client::list_protocols(net::Context context) {
  return read_answer(std::move(context), *impl_, impl_->call_of(Operation::list_firewall_protocols),
                     decode_protocols);
}

Task<Result<std::vector<StockRow>>> Client::list_gpu_stocks(net::Context context) {
  return read_answer(std::move(context), *impl_, impl_->call_of(Operation::list_gpu_stocks),
                     decode_stock);
}

Task<Result<PriceList>> Client::prices(net::Context context) {
  auto call = impl_->call_of(Operation::query_pricing);
  if (call) call->body = "{}";
  return read_answer(std::move(context), *impl_, std::move(call), decode_prices);
}

Task<Result<PriceList>> Client::prices(net::Context context, std::optional<Tier> tier,
                                       std::optional<Currency> currency) {
  const auto& contract = impl_->contract;
  auto call = impl_->query_of(
      Operation::get_pricing,
      {{contract.send(Field::pricing_request_tier), tier ? to_string(*tier) : std::string_view()},
       {contract.send(Field::pricing_request_currency),
        currency ? to_string(*currency) : std::string_view()}});
  return read_answer(std::move(context), *impl_, std::move(call), decode_prices);
}

Task<Result<HibernationSummary>> Client::hibernations(net::Context context) {
  return read_answer(std::move(context), *impl_, impl_->call_of(Operation::get_hibernated_count),
                     decode_hibernations);
}

}  // namespace muster::api
