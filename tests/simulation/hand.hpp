#pragma once

#include "tests/simulation/process.hpp"

namespace muster::simulation {

/// Makes things in the account that muster has nothing to do with, and waits until they rest.
void make_foreign_things(World& world);

/// Somebody changes the account behind muster's back: a few things, whatever works.
void disturb(World& world, net::Random& random);

}  // namespace muster::simulation
