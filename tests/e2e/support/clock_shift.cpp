// Loaded into a muster that is to believe that it is later: MUSTER_CLOCK_SHIFT seconds are added to
// the time of day. What measures durations is left alone.

#include <cstdlib>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const auto code = static_cast<int>(syscall(SYS_clock_gettime, clock, time));
  const char* shift = std::getenv("MUSTER_CLOCK_SHIFT");
  if (code == 0 && clock == CLOCK_REALTIME && shift != nullptr) time->tv_sec += std::atol(shift);
  return code;
}
