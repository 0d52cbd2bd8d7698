#include "api/codec/billing.hpp"

#include "api/codec/envelope.hpp"
#include "api/codec/object_reader.hpp"
#include "api/codec/scalar.hpp"
#include "api/codec/words.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

constexpr std::size_t currency_length_max = 20;

/// The members that name what a record is about.
struct Subject {
  Field id;
  Field name;
};

Subject subject_of(BillingOf what) {
  switch (what) {
    case BillingOf::volumes:
      return {Field::billing_volume_id, Field::billing_volume_name};
    case BillingOf::snapshots:
      return {Field::billing_snapshot_id, Field::billing_snapshot_name};
    case BillingOf::machines:
      break;
  }
  return {Field::billing_instance_id, Field::billing_instance_name};
}

/// Empty when the object does not say; an error when it says one that we do not know.
Result<std::optional<Currency>> read_currency(const ObjectReader& reader, Field field) {
  const auto word = reader.nonempty(field);
  if (!word) return std::nullopt;
  if (const auto known = read_named<Currency>(reader, field)) return known;
  return fail(Errc::protocol, "the bill is in the unknown currency \"" +
                                  printable(*word, currency_length_max) + "\"");
}

Result<Money> read_money(const ObjectReader& reader, Field field, Currency currency) {
  const auto* member = reader.find(field);
  const auto nanos = member != nullptr ? read_nanos(*member) : std::nullopt;
  if (!nanos) return fail(reader.missing(field));
  return Money{*nanos, currency};
}

Result<std::int64_t> read_count(const ObjectReader& reader, Field field) {
  const auto count = reader.integer(field);
  if (!count || *count < 0) return fail(reader.missing(field));
  return *count;
}

/// null and absent are empty; text that is no time is an error, lest an end be taken for none.
Result<std::optional<Timestamp>> read_time(const ObjectReader& reader, Field field) {
  if (reader.find(field) == nullptr) return std::nullopt;
  const auto time = reader.timestamp(field);
  if (!time) return fail(reader.missing(field));
  return time;
}

Result<BillingRecord> read_record(const ObjectReader& reader, Subject subject, Currency currency) {
  BillingRecord record;
  MUSTER_TRY(record.billing_id, reader.required_text(Field::billing_id));
  MUSTER_TRY(record.resource_id, reader.required_text(subject.id));
  record.resource_name = reader.text(subject.name).value_or("");
  record.gpu_model = reader.text(Field::billing_gpu_model).value_or("");
  record.gpu_count = reader.integer(Field::billing_gpu_count).value_or(0);
  record.size_gb = reader.integer(Field::billing_size);
  record.tier = reader.text(Field::billing_tier).value_or("");
  MUSTER_TRY(record.start_time, read_time(reader, Field::billing_start));
  MUSTER_TRY(record.end_time, read_time(reader, Field::billing_end));
  MUSTER_TRY(record.minutes, read_count(reader, Field::billing_minutes));
  MUSTER_TRY(record.per_minute, read_money(reader, Field::billing_rate, currency));
  MUSTER_TRY(record.cost, read_money(reader, Field::billing_cost, currency));
  record.status = reader.text(Field::billing_status).value_or("");
  record.description = reader.text(Field::billing_description).value_or("");
  return record;
}

Result<BillingSummary> read_summary(const ObjectReader& reader, Currency currency) {
  BillingSummary summary;
  MUSTER_TRY(summary.minutes, read_count(reader, Field::billing_summary_minutes));
  summary.active = reader.integer(Field::billing_summary_active);
  summary.completed = reader.integer(Field::billing_summary_completed);
  summary.hibernated = reader.integer(Field::billing_summary_hibernated);
  summary.size_gb = reader.integer(Field::billing_summary_size);
  if (reader.find(Field::billing_summary_cost) != nullptr) {
    MUSTER_TRY(summary.cost, read_money(reader, Field::billing_summary_cost, currency));
  }
  return summary;
}

/// Of the bill, or else of its first record.
Result<Currency> currency_of(const ObjectReader& bill, const nlohmann::json* records) {
  MUSTER_TRY(auto currency, read_currency(bill, Field::bill_currency));
  if (!currency && records != nullptr && !records->empty()) {
    const ObjectReader first(bill.wire(), records->front(), "a billing record");
    MUSTER_TRY(currency, read_currency(first, Field::billing_currency));
  }
  if (!currency) return fail(bill.missing(Field::bill_currency));
  return *currency;
}

}  // namespace

Result<BillingPage> decode_billing(Wire& wire, const nlohmann::json& body, BillingOf what) {
  const ObjectReader bill(wire, body, "a bill");
  MUSTER_TRY(const auto page, decode_page(wire, body, Field::list_bills));
  BillingPage out{.billing = {}, .total_pages = page.total_pages};
  MUSTER_TRY(out.billing.currency, currency_of(bill, page.items));
  const auto* summary = bill.find(Field::bill_summary);
  if (summary == nullptr) return fail(bill.missing(Field::bill_summary));
  MUSTER_TRY(out.billing.summary,
             read_summary(ObjectReader(wire, *summary, "a summary"), out.billing.currency));
  if (!page.total) return fail(bill.missing(Field::paging_total));
  out.billing.total = *page.total;
  if (page.items == nullptr) return out;
  for (const auto& item : *page.items) {
    const ObjectReader reader(wire, item, "a billing record");
    MUSTER_TRY(const auto currency, read_currency(reader, Field::billing_currency));
    if (currency && *currency != out.billing.currency)
      return fail(Errc::protocol, "the bill is in " + std::string(to_string(out.billing.currency)) +
                                      ", but holds a record in " +
                                      std::string(to_string(*currency)));
    MUSTER_TRY(auto record, read_record(reader, subject_of(what), out.billing.currency));
    out.billing.records.push_back(std::move(record));
  }
  return out;
}

}  // namespace muster::api
