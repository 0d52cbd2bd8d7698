// As async.hpp, for tests.
#pragma once

#include "cmake/precompiled/async.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
