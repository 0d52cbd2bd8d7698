#include "controller/schedule/schedule_facts.hpp"
#include "controller/schedule/schedule_view.hpp"
namespace muster {
void apply_snapshot_schedules(Scheduled&, const ScheduleView&) {}
ScheduleFacts facts_from(const std::vector<LedgerEntry>&) {
  return {};
}
}  // namespace muster
