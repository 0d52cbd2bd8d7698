# Of tests that start the built binary: it is that which is to be sanitized.
function(muster_do_not_sanitize target)
  if(MUSTER_SANITIZE)
    target_compile_options(${target} PRIVATE -fno-sanitize=${MUSTER_SANITIZE})
  endif()
endfunction()

# Sanitized code that is not optimized takes four times as long. Where much is computed that is worth the slower
# build; coroutines take twice as long to build and then wait anyway.
function(muster_optimize_when_sanitized target)
  if(MUSTER_SANITIZE)
    target_compile_options(${target} PRIVATE -O1)
  endif()
endfunction()

# An account's lists are many small pieces that come and go; with the C library's allocator the daemon takes nearly
# twice as long for them: docs/performance.md. Sanitizers bring an allocator of their own.
function(muster_allocate_fast target)
  if(NOT MUSTER_SANITIZE)
    target_link_options(${target} PRIVATE LINKER:--no-as-needed)  # nothing calls it by its name
    target_link_libraries(${target} PRIVATE mimalloc)
  endif()
endfunction()

# Most of a compiler's work is what nearly every source reads and instantiates. The presets that build everything
# anew parse it once; dev does not, so that no source comes to rely on what it does not include.
option(MUSTER_PRECOMPILE "Parse common headers once" OFF)
# Those that build everything for one test run also compile several sources of a room as one, in half the time.
# The sources' own names must differ then, and one may get in the way of another's overloads: nothing that users
# get is compiled so.
option(MUSTER_BULK "Compile sources several at a time" OFF)
set(MUSTER_BULK_SOURCES 16 CACHE STRING "So many sources at a time")

# muster_precompiled(SET HEADER LIBRARIES...): cmake/precompiled/HEADER.hpp, to be used by targets that are
# compiled with the same options.
function(muster_precompiled set header)
  if(MUSTER_PRECOMPILE)
    add_library(muster_precompiled_${set} OBJECT EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/cmake/precompiled/nothing.cpp)
    target_include_directories(muster_precompiled_${set} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(muster_precompiled_${set} PRIVATE muster_warnings ${ARGN})
    target_precompile_headers(muster_precompiled_${set} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled/${header}.hpp)
  endif()
endfunction()

function(muster_compile_fast target set)
  if(MUSTER_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM muster_precompiled_${set})
  endif()
  if(MUSTER_BULK)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${MUSTER_BULK_SOURCES})
  endif()
endfunction()

set(in_library Boost::headers nlohmann_json::nlohmann_json)
muster_precompiled(library library ${in_library})
muster_precompiled(hot_library library ${in_library})
muster_precompiled(command command ${in_library} CLI11::CLI11)
if(MUSTER_TESTS)
  muster_precompiled(test test ${in_library} GTest::gtest GTest::gmock)
  muster_precompiled(unsanitized_test test ${in_library} GTest::gtest GTest::gmock)
endif()
if(MUSTER_PRECOMPILE)
  muster_optimize_when_sanitized(muster_precompiled_hot_library)
endif()
if(MUSTER_PRECOMPILE AND MUSTER_TESTS)
  muster_do_not_sanitize(muster_precompiled_unsanitized_test)
endif()

# muster_module(NAME [HOT] [PRECOMPILED SET] SOURCES ... PUBLIC ... PRIVATE ...): one folder, one library, its
# inputs in the open. HOT: tests spend their time in it, so that it is optimized even for sanitizers.
function(muster_module name)
  cmake_parse_arguments(ARG "HOT" "PRECOMPILED" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(muster_${name} STATIC ${ARG_SOURCES})
  add_library(muster::${name} ALIAS muster_${name})
  target_include_directories(muster_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(muster_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} muster_warnings)
  set(precompiled library)
  if(ARG_HOT)
    muster_optimize_when_sanitized(muster_${name})
    set(precompiled hot_library)
  elseif(ARG_PRECOMPILED)
    set(precompiled ${ARG_PRECOMPILED})
  endif()
  muster_compile_fast(muster_${name} ${precompiled})
endfunction()

# muster_test(NAME [UNSANITIZED] SOURCES ... LINKS ... PROPERTIES ...): one test binary, each of its tests known
# to ctest by name and with these properties.
include(GoogleTest)
add_library(muster_test_warnings INTERFACE)
if(MUSTER_BULK)
  target_compile_options(muster_test_warnings INTERFACE -Wno-shadow)  # of the constants of the source before
endif()
function(muster_test name)
  cmake_parse_arguments(ARG "UNSANITIZED" "" "SOURCES;LINKS;PROPERTIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} muster_warnings muster_test_warnings GTest::gtest_main GTest::gmock)
  target_compile_definitions(${name} PRIVATE MUSTER_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set(precompiled test)
  if(ARG_UNSANITIZED)
    muster_do_not_sanitize(${name})
    set(precompiled unsanitized_test)
  endif()
  muster_compile_fast(${name} ${precompiled})
  # Generous: for sanitizers on two busy cores. Tests that wait have bounds of their own.
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 300 PROPERTIES TIMEOUT 600 ${ARG_PROPERTIES})
endfunction()
