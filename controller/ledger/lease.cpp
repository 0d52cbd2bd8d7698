#include "controller/ledger/lease.hpp"

namespace muster {

bool in_force(const LeaseRow& row, Timestamp now) {
  return !row.holder.empty() && row.expires > now;
}

Result<LeaseRow> take_lease(const LeaseRow& row, std::string holder, Timestamp now, Duration ttl,
                            bool holder_is_gone) {
  if (in_force(row, now) && row.holder != holder && !holder_is_gone)
    return fail(Errc::locked, "another muster works on this project: " + row.holder +
                                  "; unless it renews its lock it may be taken over after " +
                                  format_timestamp(row.expires));
  return LeaseRow{row.fence + 1, std::move(holder), now + ttl};
}

LeaseRow broken(LeaseRow row) {
  ++row.fence;
  row.holder.clear();
  return row;
}

Result<void> check_fence(const LeaseRow& row, const Lease& lease) {
  if (row.fence == lease.fence && !row.holder.empty()) return {};
  if (row.holder.empty())
    return fail(Errc::locked, "the lock on this project was given up or broken meanwhile");
  return fail(Errc::locked, "the lock on this project was taken over by " + row.holder);
}

}  // namespace muster
