#include "api/sandbox/server.hpp"

#include "api/net/http_server.hpp"
#include "api/sandbox/catalogue.hpp"
#include "api/sandbox/cloud.hpp"
#include "api/sandbox/recording.hpp"
#include "api/sandbox/store.hpp"

#include <memory>
#include <utility>

namespace muster::sandbox {
namespace {

/// One running sandbox. All of it on the loop's thread.
class Service {
 public:
  Service(net::Clock& clock, const ServerOptions& options)
      : clock_(clock),
        cloud_(options.cloud, clock.wall_now()),
        faults_(options.faults, options.cloud.seed) {}

  Result<void> open(const std::filesystem::path& state_file) {
    MUSTER_TRY(Store store, Store::open(state_file, cloud_));
    store_.emplace(std::move(store));
    return {};
  }

  Result<void> record_to(const std::filesystem::path& file) {
    MUSTER_TRY(Recording recording, Recording::open(file));
    recording_.emplace(std::move(recording));
    return {};
  }

  net::ServerReply answer(const net::HttpRequest& request) {
    const FaultDecision decision = faults_.next();
    Delivery delivery = deliver(cloud_, decision, request, clock_.wall_now());
    if (store_ && !store_->save(cloud_))
      delivery.response = cloud_.error_reply(500, "INTERNAL_ERROR", "The state cannot be stored");
    if (recording_) recording_->add(request, delivery.response);
    return reply(std::move(delivery), decision.latency);
  }

  Result<void> close() {
    if (!store_) return {};
    cloud_.advance(clock_.wall_now());
    return store_->compact(cloud_);
  }

 private:
  net::ServerReply reply(Delivery delivery, Duration latency) const {
    using How = net::ServerReply::How;
    net::ServerReply out{std::move(delivery.response), How::normal, latency};
    switch (delivery.how) {
      case Delivery::How::whole:
        break;
      case Delivery::How::slow:
        out.how = How::slow_body;
        out.delay = faults_.options().slow_body;
        break;
      case Delivery::How::truncated:
        out.how = How::truncate_body;
        break;
      case Delivery::How::lost:
        out.how = How::drop_connection_without_answer;
        break;
    }
    return out;
  }

  net::Clock& clock_;
  Cloud cloud_;
  FaultSource faults_;
  std::optional<Store> store_;
  std::optional<Recording> recording_;
};

net::Task<net::ServerReply> answer(Service* service, net::HttpRequest request) {
  co_return service->answer(request);
}

}  // namespace

Result<void> check_options(const Options& options) {
  constexpr std::int64_t credit_max = 1'000'000'000'000;
  if (!(options.time_scale >= 0.001 && options.time_scale <= 1'000'000))
    return fail(Errc::invalid_input, "the time scale must be from 0.001 to 1000000");
  if (options.credit_cents < 0 || options.credit_cents > credit_max)
    return fail(Errc::invalid_input, "the credit must be from 0 to 10000000000");
  if (!is_currency(options.currency))
    return fail(Errc::invalid_input, "the currency must be USD, EUR or INR");
  if (options.api_key && options.api_key->empty())
    return fail(Errc::invalid_input, "the API key must not be empty");
  if (options.page_default < 1 || options.page_max < options.page_default)
    return fail(Errc::invalid_input, "the page size must be positive and within its maximum");
  for (const StockLevel& level : options.stock) {
    const RegionRow* region = find_region(level.region);
    if (region == nullptr)
      return fail(Errc::invalid_input, "stock of unknown region '" + level.region + "'");
    if (find_gpu(region->tier, level.gpu_model) == nullptr ||
        !is_offered(level.region, level.gpu_model))
      return fail(Errc::invalid_input,
                  level.region + " does not offer GPU model '" + level.gpu_model + "'");
    if (level.gpus < 0) return fail(Errc::invalid_input, "stock must not be negative");
  }
  return {};
}

net::Task<Result<void>> serve(net::Clock& clock, net::Context context, ServerOptions options,
                              std::function<void(std::uint16_t port)> on_listening) {
  MUSTER_CO_CHECK(check_options(options.cloud));
  Service service(clock, options);
  if (options.state_file) MUSTER_CO_CHECK(service.open(*options.state_file));
  if (options.record_file) MUSTER_CO_CHECK(service.record_to(*options.record_file));
  net::HttpServerOptions http;
  http.bind_address = options.bind_address;
  http.port = options.port;
  net::HttpServer server(
      clock, [&service](net::HttpRequest request) { return answer(&service, std::move(request)); },
      http);
  auto listening = co_await server.listen();
  if (!listening) co_return fail(std::move(listening).error());
  on_listening(server.port());
  co_await server.serve(context);
  co_return service.close();
}

}  // namespace muster::sandbox
