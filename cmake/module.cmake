# Half of a compiler's work is headers that nearly every source reads. The presets that build everything anew
# parse them once a library; dev does not, so that no source comes to rely on what it does not include.
option(MUSTER_PRECOMPILE "Parse common headers once a library" OFF)
function(muster_precompile target headers)
  get_target_property(sources ${target} SOURCES)
  list(LENGTH sources count)
  if(MUSTER_PRECOMPILE AND count GREATER 3)  # parsing them once more would cost what it saves
    target_precompile_headers(${target} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled/${headers}.hpp)
  endif()
endfunction()

# muster_module(NAME [HOT] SOURCES ... PUBLIC ... PRIVATE ...): one folder, one library, its inputs in the open.
# HOT: tests spend their time in it, so that it is optimized even for sanitizers.
function(muster_module name)
  cmake_parse_arguments(ARG "HOT" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(muster_${name} STATIC ${ARG_SOURCES})
  add_library(muster::${name} ALIAS muster_${name})
  target_include_directories(muster_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(muster_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} muster_warnings)
  if(ARG_HOT)
    muster_optimize_when_sanitized(muster_${name})
  endif()
  if(muster::net IN_LIST ARG_PUBLIC OR muster::api IN_LIST ARG_PUBLIC)
    muster_precompile(muster_${name} async)
  else()
    muster_precompile(muster_${name} model)
  endif()
endfunction()

# Sanitized code that is not optimized takes four times as long. Where much is computed that is worth the slower
# build; coroutines take twice as long to build and then wait anyway.
function(muster_optimize_when_sanitized target)
  if(MUSTER_SANITIZE)
    target_compile_options(${target} PRIVATE -O1)
  endif()
endfunction()

# muster_test(NAME SOURCES ... LINKS ... PROPERTIES ...): one test binary, each of its tests known to ctest
# by name and with these properties.
include(GoogleTest)
function(muster_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PROPERTIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} muster_warnings GTest::gtest_main GTest::gmock)
  target_compile_definitions(${name} PRIVATE MUSTER_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  muster_precompile(${name} test)
  # Generous: for sanitizers on two busy cores. Tests that wait have bounds of their own.
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 300 PROPERTIES TIMEOUT 600 ${ARG_PROPERTIES})
endfunction()
