// As model.hpp, for rooms that make calls or read JSON.
#pragma once

#include "api/net/task.hpp"

#include <nlohmann/json.hpp>

#include "cmake/precompiled/model.hpp"
