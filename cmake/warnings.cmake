option(MUSTER_WARNINGS_AS_ERRORS "Fail on warnings (the presets do; packagers need not)" OFF)
set(MUSTER_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=")

add_library(muster_warnings INTERFACE)
target_compile_options(muster_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wold-style-cast -Wcast-qual)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # Leaving members to their defaults is what designated initializers are for.
  target_compile_options(muster_warnings INTERFACE -Wno-missing-designated-field-initializers)
endif()
if(MUSTER_WARNINGS_AS_ERRORS)
  target_compile_options(muster_warnings INTERFACE -Werror)
endif()

if(MUSTER_SANITIZE)
  add_compile_options(-fsanitize=${MUSTER_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # These look at every access to a member, which doubles the code, and find what the address sanitizer
  # finds as well.
  add_compile_options(-fno-sanitize=null,alignment,object-size,vptr)
  add_link_options(-fsanitize=${MUSTER_SANITIZE})
endif()
