#include "api/net/counted_transport.hpp"

namespace muster::net {

Task<Result<HttpResponse>> CountedTransport::send(Context context, HttpRequest request) {
  ++calls_;
  const std::string method = request.method;
  auto answer = co_await inner_.send(std::move(context), std::move(request));
  ++counts_[{method, answer ? std::to_string(answer->status) : "<error>"}];
  co_return answer;
}

}  // namespace muster::net
