#include "model/billing.hpp"

#include "controller/cli/commands/commands.hpp"
#include "controller/cli/show_answer.hpp"
#include "model/or_null.hpp"

#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

/// One of the three bills, as it is asked for and shown.
struct Bill {
  BillingOf of;
  const char* verb;
  const char* things;
  const char* id_column;
  bool has_size;
};

constexpr Bill bills[] = {
    {BillingOf::machines, "vms", "machines", "instanceId", false},
    {BillingOf::volumes, "volumes", "volumes", "volumeId", true},
    {BillingOf::snapshots, "snapshots", "snapshots", "snapshotId", true},
};

std::unexpected<Error> bad_flag(const std::string& flag, const std::string& why) {
  return fail(Errc::invalid_input, flag + " " + why);
}

Result<void> check_date(const std::string& flag, const std::optional<std::string>& text) {
  if (!text) return {};
  const bool shaped =
      text->size() == 10 && text->find_first_not_of("0123456789-") == std::string::npos;
  if (shaped && parse_timestamp(*text + "T00:00:00Z")) return {};
  return bad_flag(flag, "wants a day as YYYY-MM-DD, not \"" + *text + "\"");
}

Result<void> check_cost(const std::string& flag, const std::optional<std::string>& text) {
  if (!text) return {};
  const auto amount = parse_money(*text, Currency::usd);
  if (amount && amount->nanos >= 0) return {};
  return bad_flag(flag, "wants an amount such as 12.50, not \"" + *text + "\"");
}

/// Why the text is no count; empty: it is one.
std::string no_count(const std::string& text) {
  constexpr std::size_t digits_max = 15;
  const bool fits = !text.empty() && text.size() <= digits_max;
  if (fits && text.find_first_not_of("0123456789") == std::string::npos) return {};
  return "wants a whole number, not \"" + text + "\"";
}

/// What the service would answer with an error, or with nothing at all.
Result<void> check_filter(const BillingFilter& filter) {
  MUSTER_CHECK(check_date("--start-date", filter.start_date));
  MUSTER_CHECK(check_date("--end-date", filter.end_date));
  MUSTER_CHECK(check_cost("--min-cost", filter.min_cost));
  MUSTER_CHECK(check_cost("--max-cost", filter.max_cost));
  if (filter.start_date && filter.end_date && *filter.end_date < *filter.start_date)
    return bad_flag("--end-date", "is before --start-date");
  if (filter.min_cost && filter.max_cost &&
      parse_money(*filter.max_cost, Currency::usd) < parse_money(*filter.min_cost, Currency::usd))
    return bad_flag("--max-cost", "is below --min-cost");
  if (filter.min_minutes && filter.max_minutes && *filter.max_minutes < *filter.min_minutes)
    return bad_flag("--max-minutes", "is below --min-minutes");
  return {};
}

bool has_filter(const BillingFilter& filter) {
  return filter.start_date || filter.end_date || filter.status || filter.min_cost ||
         filter.max_cost || filter.min_minutes || filter.max_minutes || filter.size;
}

std::vector<Listing::Column> columns_of(const Bill& bill) {
  std::vector<Listing::Column> columns = {{"name"}, {bill.id_column, true}};
  if (bill.has_size) {
    columns.push_back({"sizeGb"});
  } else {
    columns.push_back({"gpuModel"});
    columns.push_back({"gpuCount"});
  }
  columns.insert(columns.end(), {{"tier", true},
                                 {"from"},
                                 {"to"},
                                 {"minutes"},
                                 {"perMinute", true},
                                 {"cost"},
                                 {"currency"},
                                 {"status"},
                                 {"billingId", true},
                                 {"description", true}});
  return columns;
}

std::vector<Value> row_of(const Bill& bill, const BillingRecord& record) {
  std::vector<Value> row = {text_or_null(record.resource_name), record.resource_id};
  if (bill.has_size) row.push_back(number_or_null(record.size_gb));
  if (!bill.has_size) {
    row.push_back(text_or_null(record.gpu_model));
    row.push_back(record.gpu_count > 0 ? Value(record.gpu_count) : Value());
  }
  row.insert(row.end(),
             {text_or_null(record.tier), time_or_null(record.start_time),
              time_or_null(record.end_time), record.minutes, format_exact(record.per_minute),
              format_exact(record.cost), std::string(to_string(record.cost.currency)),
              text_or_null(record.status), record.billing_id, text_or_null(record.description)});
  return row;
}

/// As the service says it, or else added up; the sum of all records is the same thing.
Money total_of(const Billing& billing) {
  Money total{.currency = billing.currency};
  for (const auto& record : billing.records) total = total + record.cost;
  return billing.summary.cost.value_or(total);
}

Value summary_of(const Billing& billing) {
  const auto& summary = billing.summary;
  return Value::Map{{"records", billing.total},
                    {"minutes", summary.minutes},
                    {"active", number_or_null(summary.active)},
                    {"completed", number_or_null(summary.completed)},
                    {"hibernated", number_or_null(summary.hibernated)},
                    {"sizeGb", number_or_null(summary.size_gb)},
                    {"cost", format_exact(total_of(billing))},
                    {"currency", std::string(to_string(billing.currency))}};
}

std::string counted(std::int64_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

std::string totals_of(const Billing& billing) {
  const auto& summary = billing.summary;
  std::string text = "Total: " + format_exact(total_of(billing)) + " " +
                     std::string(to_string(billing.currency)) + " for " +
                     counted(summary.minutes, "minute") + " in " + counted(billing.total, "record");
  if (summary.size_gb) text += ", " + std::to_string(*summary.size_gb) + " GB";
  if (!summary.cost) text += " (added up here: the service gives no total)";
  std::string states;
  const auto add = [&](const std::optional<std::int64_t>& number, const char* state) {
    if (number) states += (states.empty() ? "; " : ", ") + std::to_string(*number) + " " + state;
  };
  add(summary.active, "active");
  add(summary.completed, "completed");
  add(summary.hibernated, "hibernated");
  return text + states + ".";
}

Task<Result<Listing>> read_bill(net::Context context, api::Client& client, Bill bill,
                                BillingFilter filter) {
  const bool filtered = has_filter(filter);
  MUSTER_CO_TRY(const auto billing,
                co_await client.billing(std::move(context), bill.of, std::move(filter)));
  Listing listing{
      .kind = "BillingRecord", .columns = columns_of(bill), .rows = {}, .when_empty = {}};
  listing.when_empty = std::string("There are no billing records of ") + bill.things +
                       (filtered ? " that match." : ".");
  for (const auto& record : billing.records) listing.rows.push_back(row_of(bill, record));
  listing.summary = summary_of(billing);
  listing.totals = totals_of(billing);
  const auto sent = static_cast<std::int64_t>(billing.records.size());
  if (billing.total != sent)
    print_error("muster: note: the service counts " + counted(billing.total, "record") +
                ", and sent " + std::to_string(sent) + "\n");
  co_return listing;
}

int run_billing(const CommonOptions& common, const Bill& bill, const BillingFilter& filter) {
  if (const auto good = check_filter(filter); !good) return give_up(good.error());
  return show_answer(
      common, [&](api::Client& client) { return read_bill(net::Context(), client, bill, filter); });
}

void add_bill(Verbs& verbs, CLI::App& group, const Bill& bill) {
  const auto filter = std::make_shared<BillingFilter>();
  auto& verb = verbs.add_below(
      group, bill.verb, std::string("What ") + bill.things + " have cost, stretch by stretch",
      std::string("muster billing ") + bill.verb + " --start-date 2026-01-01 -o csv",
      [&bill, filter](const CommonOptions& common) { return run_billing(common, bill, *filter); });
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "wide", "json", "yaml", "csv"});
  const auto day = [&](const char* flag, std::optional<std::string>& target, const char* what) {
    verb.add_option(flag, target, what)->type_name("YYYY-MM-DD");
  };
  day("--start-date", filter->start_date, "Only what began on this day (UTC) or later");
  day("--end-date", filter->end_date, "Only what began on this day or earlier");
  verb.add_option("--status", filter->status, "Only records of this status");
  verb.add_option("--min-cost", filter->min_cost, "Only what cost at least this much");
  verb.add_option("--max-cost", filter->max_cost, "Only what cost at most this much");
  const auto count = [&](const char* flag, std::optional<std::int64_t>& target, const char* what) {
    verb.add_option(flag, target, what)->check(no_count);
  };
  count("--min-minutes", filter->min_minutes, "Only what lasted at least so many minutes");
  count("--max-minutes", filter->max_minutes, "Only what lasted at most so many minutes");
  if (bill.has_size) count("--size", filter->size, "Only things of so many GB");
}

}  // namespace

void add_billing(Verbs& verbs) {
  auto& group = verbs.add_group("billing", "What machines, volumes and snapshots have cost");
  for (const Bill& bill : bills) add_bill(verbs, group, bill);
}

}  // namespace muster::cli
