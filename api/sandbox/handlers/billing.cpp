#include "api/sandbox/billing.hpp"

#include "api/sandbox/handlers/listing.hpp"
#include "api/sandbox/records.hpp"
#include "api/sandbox/routes.hpp"
#include "model/result.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>

namespace muster::sandbox {
namespace {

// What the published examples round to: rates to five decimals, what they come to to three.
constexpr int rate_decimals = 5;
constexpr int cost_decimals = 3;
constexpr Units units_per_rate_step = 100 * units_per_cent / 100'000;
constexpr std::int64_t rate_steps_per_cost_step = 100;

std::int64_t rounded(std::int64_t value, std::int64_t by) {
  return (value + by / 2) / by;
}

/// What a record comes to; the cost is minutes times the rate as it is shown (documented).
struct Charge {
  std::int64_t minutes = 0;
  std::int64_t rate = 0;  // in 1/100,000
  std::int64_t cost = 0;  // in 1/1000
};

Charge charge_of(const State& state, const Bill& bill, Timestamp now) {
  Charge charge;
  charge.minutes = state.credit().minutes(bill.created_at, bill.ended_at.value_or(now));
  charge.rate = rounded(bill.per_minute, units_per_rate_step);
  charge.cost = rounded(charge.rate * charge.minutes, rate_steps_per_cost_step);
  return charge;
}

/// The documented filters.
struct Filter {
  std::optional<Timestamp> from;  // records that began on these days; that it is the beginning
  std::optional<Timestamp> to;    // that counts is not documented
  std::string status;
  std::optional<double> size;
  std::optional<double> min_cost;
  std::optional<double> max_cost;
  std::optional<double> min_minutes;
  std::optional<double> max_minutes;
};

std::optional<int> digits(const std::string& text) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || text.starts_with('-')) return std::nullopt;
  return value;
}

std::optional<std::chrono::sys_days> parse_date(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

Outcome<std::optional<Timestamp>> date(const Request& request, const std::string& name,
                                       std::chrono::days later) {
  const std::string text = query(request, name);
  if (text.empty()) return std::nullopt;
  const auto day = parse_date(text);
  if (day) return Timestamp(*day + later);
  return refuse(codes::invalid_date_format, "Invalid " + name + " format. Use YYYY-MM-DD");
}

Outcome<std::optional<double>> number(const Request& request, const std::string& name) {
  const std::string text = query(request, name);
  if (text.empty()) return std::nullopt;
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc{} && stop == end && std::isfinite(value) && value >= 0) return value;
  return refuse(codes::validation_error, name + " must be a number that is not negative");
}

Outcome<Filter> parse_filter(const Request& request) {
  Filter filter;
  MUSTER_TRY(filter.from, date(request, "start_date", std::chrono::days(0)));
  MUSTER_TRY(filter.to, date(request, "end_date", std::chrono::days(1)));
  filter.status = query(request, "status");
  MUSTER_TRY(filter.size, number(request, "size"));
  MUSTER_TRY(filter.min_cost, number(request, "min_cost"));
  MUSTER_TRY(filter.max_cost, number(request, "max_cost"));
  MUSTER_TRY(filter.min_minutes, number(request, "min_minutes"));
  MUSTER_TRY(filter.max_minutes, number(request, "max_minutes"));
  return filter;
}

bool within(double value, const std::optional<double>& least, const std::optional<double>& most) {
  return (!least || value >= *least) && (!most || value <= *most);
}

bool passes(const Filter& filter, const Bill& bill, const Charge& charge, std::string_view status) {
  if (filter.from && bill.created_at < *filter.from) return false;
  if (filter.to && bill.created_at >= *filter.to) return false;
  if (!filter.status.empty() && filter.status != status) return false;
  return within(static_cast<double>(bill.size_gb), filter.size, filter.size) &&
         within(static_cast<double>(charge.cost) / 1000, filter.min_cost, filter.max_cost) &&
         within(static_cast<double>(charge.minutes), filter.min_minutes, filter.max_minutes);
}

/// How the bills of one kind of object look (documented).
struct Look {
  std::string_view of;  // as to_string(Kind)
  const char* id;
  const char* name;
  const char* description;
  std::string (*status)(const State& state, const Bill& bill);
};

std::string machine_status(const State& /*state*/, const Bill& bill) {
  if (bill.ended_at) return "completed";
  return bill.status == "HIBERNATED" ? "hibernated" : "active";
}

/// Of the volume, not of the bill.
std::string volume_status(const State& state, const Bill& bill) {
  const Volume* volume = bill.ended_at ? nullptr : state.table<Volume>().find(bill.subject_id);
  return volume == nullptr ? bill.status : volume->status;
}

/// Of one that is finished (documented); before that it costs nothing.
std::string snapshot_status(const State& /*state*/, const Bill& /*bill*/) {
  return "completed";
}

constexpr Look machines = {"instance", "instance_id", "vm_name", "GPU instance", machine_status};
constexpr Look volumes = {"volume", "volume_id", "volume_name", "Block storage", volume_status};
constexpr Look snapshots = {"snapshot", "snapshot_id", "snapshot_name", "Snapshot",
                            snapshot_status};

bool has_gpus(const Look& look) {
  return look.of == machines.of;
}

Json row(const State& state, const Look& look, const Bill& bill, const Charge& charge,
         const std::string& status) {
  Json out = {{"billing_id", bill.id}, {look.id, bill.subject_id}, {look.name, bill.subject_name}};
  if (has_gpus(look)) {
    out["gpu_type"] = bill.gpu_model;
    out["gpu_count"] = bill.gpu_count;
  } else {
    out["size_gb"] = bill.size_gb;
  }
  out["tier"] = bill.tier;
  out["start_time"] = format_timestamp(bill.created_at);
  out["end_time"] = bill.ended_at ? Json(format_timestamp(*bill.ended_at)) : Json(nullptr);
  out["total_duration_minutes"] = charge.minutes;
  out["per_minute_rate"] = decimal(charge.rate, rate_decimals);
  out["total_cost"] = decimal(charge.cost, cost_decimals);
  out["currency"] = state.options().currency;
  out["status"] = status;
  out["description"] = look.description;
  return out;
}

/// Of all records that pass the filter, whichever page is asked for.
struct Sum {
  std::int64_t records = 0;
  std::int64_t minutes = 0;
  std::int64_t running = 0;
  std::int64_t hibernated = 0;
  std::int64_t size_gb = 0;
  std::int64_t cost = 0;
};

void add(Sum& sum, const Bill& bill, const Charge& charge, std::string_view status) {
  ++sum.records;
  sum.minutes += charge.minutes;
  sum.running += bill.ended_at ? 0 : 1;
  sum.hibernated += status == "hibernated" ? 1 : 0;
  sum.size_gb += bill.size_gb;
  sum.cost += charge.cost;
}

Json summary(const Look& look, const Sum& sum) {
  const std::int64_t average = sum.records == 0 ? 0 : rounded(sum.minutes * 100, sum.records);
  Json out = {{"totalMinutes", sum.minutes}};
  if (has_gpus(look)) {
    out["activeCount"] = sum.running - sum.hibernated;
    out["completedCount"] = sum.records - sum.running;
    out["hibernatedCount"] = sum.hibernated;
  } else {
    out["activeCount"] = sum.running;
  }
  out["averageUsage"] = decimal(average, 2);
  if (!has_gpus(look)) out["totalSizeGB"] = sum.size_gb;
  out["totalCost"] = decimal(sum.cost, cost_decimals);
  return out;
}

Outcome<Json> list_bills(const State& state, const Request& request, const Look& look) {
  MUSTER_TRY(const Filter filter, parse_filter(request));
  MUSTER_TRY(const Page page, parse_page(state.options(), request));
  const std::int64_t skip = (page.number - 1) * page.limit;
  const std::optional<Kind> kind = parse_kind(look.of);
  Sum sum;
  Json records = Json::array();
  for (const auto& bill : state.table<Bill>().rows()) {
    if (bill->of != kind) continue;
    const Charge charge = charge_of(state, *bill, request.now);
    const std::string status = look.status(state, *bill);
    if (!passes(filter, *bill, charge, status)) continue;
    if (sum.records >= skip && sum.records < skip + page.limit)
      records.push_back(row(state, look, *bill, charge, status));
    add(sum, *bill, charge, status);
  }
  Json out = {{"records", std::move(records)}, {"summary", summary(look, sum)}};
  add_paging(out, page, sum.records);
  out["currency"] = state.options().currency;
  return out;
}

Outcome<Json> instance_billing(State& state, const Request& request) {
  // Machines have no size to filter by.
  Request sizeless = request;
  sizeless.query.erase("size");
  return list_bills(state, sizeless, machines);
}

Outcome<Json> volume_billing(State& state, const Request& request) {
  return list_bills(state, request, volumes);
}

Outcome<Json> snapshot_billing(State& state, const Request& request) {
  MUSTER_TRY(Json out, list_bills(state, request, snapshots));
  out["tier"] = "legacy";  // no other has snapshots (documented)
  return out;
}

constexpr Route routes[] = {
    {"GET", "/instance-hourly-billing/", instance_billing, false},
    {"GET", "/volume-hourly-billing/", volume_billing, false},
    {"GET", "/snapshot-hourly-billing/", snapshot_billing, false},
};

}  // namespace

std::span<const Route> billing_routes() {
  return routes;
}

}  // namespace muster::sandbox
