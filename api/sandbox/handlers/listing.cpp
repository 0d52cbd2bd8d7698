#include "api/sandbox/handlers/listing.hpp"

#include "model/result.hpp"

#include <charconv>

namespace muster::sandbox {
namespace {

Outcome<std::int64_t> positive(const Request& request, const std::string& name,
                               std::int64_t fallback) {
  const std::string text = query(request, name);
  if (text.empty()) return fallback;
  constexpr std::int64_t largest = 1'000'000'000;
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc{} && stop == end && value >= 1 && value <= largest) return value;
  return refuse(codes::validation_error, name + " must be a positive number");
}

}  // namespace

std::string query(const Request& request, const std::string& name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? "" : found->second;
}

Outcome<Page> parse_page(const Options& options, const Request& request) {
  Page page;
  MUSTER_TRY(page.number, positive(request, "page", 1));
  MUSTER_TRY(page.limit, positive(request, "limit", options.page_default));
  page.limit = std::min(page.limit, options.page_max);
  return page;
}

void add_paging(Json& out, const Page& page, std::int64_t total) {
  out["total"] = total;
  out["page"] = page.number;
  out["limit"] = page.limit;
  out["total_pages"] = (total + page.limit - 1) / page.limit;
}

}  // namespace muster::sandbox
