#pragma once

#include <cstdio>
#include <cstdlib>

/// For programmer errors only, in release builds too; never on input.
#define MUSTER_ASSERT(condition, why)                                                  \
  do {                                                                                 \
    if (!(condition)) {                                                                \
      std::fprintf(stderr, "muster: bug at %s:%d: %s (%s)\n", __FILE__, __LINE__, why, \
                   #condition);                                                        \
      std::abort();                                                                    \
    }                                                                                  \
  } while (false)
