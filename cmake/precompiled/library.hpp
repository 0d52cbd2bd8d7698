// What most sources of most rooms read first, parsed once for all of them: see muster_compile_fast.
#pragma once

#include "api/net/task.hpp"
#include "diff/plan.hpp"
#include "model/resource.hpp"
#include "model/world.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <compare>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>
