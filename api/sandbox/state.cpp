#include "api/sandbox/state.hpp"

#include "api/sandbox/catalogue.hpp"

#include <algorithm>
#include <cmath>

namespace muster::sandbox {
namespace {

/// Numbers 0, 1, 2, ... shuffled within the six digits that ids have; longer ids after that.
std::uint64_t shuffled(std::uint64_t number, std::uint64_t offset) {
  constexpr std::uint64_t span = 900'000;
  constexpr std::uint64_t step =
      389'501;  // shares no factor with the span, so no number comes twice
  if (number >= span) return 1'000'000 + number - span;
  return 100'000 + (number * step + offset % span) % span;
}

}  // namespace

State::State(Options options, Timestamp now)
    : options_(std::move(options)),
      credit_(options_.credit_cents, options_.time_scale, now),
      random_{options_.seed} {
  seed_stock();
}

void State::seed_stock() {
  if (options_.stock_unlimited) return;
  for (const StockLevel& level : options_.stock)
    stock_[{level.region, level.gpu_model}] = level.gpus;
  if (!options_.stock.empty()) return;
  Generator random{options_.seed ^ 0x5354'4F43'4BULL};
  for (const OfferRow& offer : offers())
    stock_[{std::string(offer.region), std::string(offer.model)}] =
        static_cast<std::int64_t>(64 + random.below(256));
}

std::string State::new_id(std::string_view letters) {
  const std::string key(letters);
  std::uint64_t number = 0;
  for (const char letter : letters) number = number * 31 + static_cast<std::uint64_t>(letter);
  const std::uint64_t offset = options_.seed * 7919 + number * 104'729;
  return "BRK-" + std::to_string(shuffled(ids_[key]++, offset)) + key;
}

/// BRK-123456DB for the machine BRK-654321D; those of volumes look otherwise (documented).
std::string State::new_bill_id(const Bill& bill) {
  if (bill.of != Kind::volume) return new_id(std::string{bill.subject_id.back(), 'B'});
  constexpr std::uint64_t mask = (std::uint64_t{1} << 40U) - 1;
  constexpr std::uint64_t odd = 0x9E'3779'B97FULL;  // so that no number comes twice
  std::uint64_t number = ((ids_["VBILL"]++ + options_.seed * 7919) * odd) & mask;
  std::string id = "VBILL_";
  for (int i = 0; i < 10; ++i, number >>= 4U) id += "0123456789abcdef"[number & 15U];
  return id;
}

std::string State::new_private_ip() {
  const std::uint64_t n = ++addresses_;
  return "10." + std::to_string(n / 62'500 % 250) + "." + std::to_string(n / 250 % 250) + "." +
         std::to_string(n % 250 + 4);
}

std::string State::new_public_ip() {
  // 198.18.0.0/15 is set aside for tests and belongs to nobody.
  const std::uint64_t n = ++addresses_;
  return "198." + std::to_string(18 + n / 62'500 % 2) + "." + std::to_string(n / 250 % 250) + "." +
         std::to_string(n % 250 + 4);
}

Duration State::scaled(Duration duration) const {
  return Duration(std::llround(static_cast<double>(duration.count()) / options_.time_scale));
}

void State::enqueue(Kind kind, Object& object, Timestamp due, Event event, std::string subject,
                    std::int64_t number) {
  const std::uint64_t serial = next_serial();
  object.pending.push_back({due, serial, event, std::move(subject), number});
  queue_.push({due, serial, kind, object.id});
}

void State::meter(Object& object, Units rate, Timestamp now) {
  if (object.rate == rate) return;
  if (object.rate != 0) credit_.stop(object.rate, object.metered_since, now);
  if (rate != 0) credit_.start(rate, now);
  object.rate = rate;
  object.metered_since = now;
}

void State::begin_bill(Bill bill, Timestamp now) {
  bill.id = new_bill_id(bill);
  bill.serial = next_serial();
  bill.created_at = now;
  const std::size_t ended = table<Bill>().rows().size() - open_bills_.size();
  open_bills_[bill.subject_id] = bill.id;
  put_bounded(std::move(bill), ended, [](const Bill& old) { return old.ended_at.has_value(); });
}

void State::end_bill(const Bill& now_as, Timestamp now) {
  const auto open = open_bills_.extract(now_as.subject_id);
  if (open.empty()) return;
  Bill* bill = table<Bill>().find(open.mapped());
  if (bill == nullptr) return;
  bill->ended_at = now;
  bill->status = now_as.status;
  touch(*bill);
}

std::optional<std::int64_t> State::stock(std::string_view region, std::string_view model) const {
  if (options_.stock_unlimited) return std::nullopt;
  const auto found = stock_.find({std::string(region), std::string(model)});
  return found == stock_.end() ? 0 : std::max<std::int64_t>(found->second, 0);
}

bool State::take_stock(Instance& instance) {
  const auto free = stock(instance.region, instance.gpu_model);
  if (free && *free < instance.gpu_count) return false;
  if (free) stock_[{instance.region, instance.gpu_model}] -= instance.gpu_count;
  instance.holds_stock = true;
  return true;
}

void State::return_stock(Instance& instance) {
  if (!instance.holds_stock) return;
  instance.holds_stock = false;
  if (!options_.stock_unlimited)
    stock_[{instance.region, instance.gpu_model}] += instance.gpu_count;
}

std::optional<Timestamp> State::next_due() const {
  if (queue_.empty()) return std::nullopt;
  return queue_.top().due;
}

State::Due State::pop_due() {
  Due due = queue_.top();
  queue_.pop();
  return due;
}

void State::restore(const Counters& counters) {
  random_.state = counters.random;
  serial_ = counters.serial;
  addresses_ = counters.addresses;
  ids_ = counters.ids;
}

void State::resume() {
  const auto arm = [this](const auto& table) {
    for (const auto& row : table.rows()) {
      credit_.resume(row->rate);
      for (const Pending& pending : row->pending)
        queue_.push(
            {pending.due, pending.serial, std::remove_cvref_t<decltype(*row)>::kind, row->id});
    }
  };
  std::apply([&](const auto&... table) { (arm(table), ...); }, tables_);
  for (const auto& bill : table<Bill>().rows())
    if (!bill->ended_at) open_bills_[bill->subject_id] = bill->id;
  // The stock may be another than when the file was written: below zero means sold out.
  if (options_.stock_unlimited) return;
  for (const auto& row : table<Instance>().rows())
    if (row->holds_stock) stock_[{row->region, row->gpu_model}] -= row->gpu_count;
}

}  // namespace muster::sandbox
