# The standard's headers, parsed once for a preset and not once for a file: a third of a build without optimiser.
# Presets that turn it off (release, windows-msvc) find the file that forgets to include what it uses.
option(DEEPALIVE_PRECOMPILE "Precompile the headers that most files include" OFF)

# deepalive_precompile(<target>…): for the product's own libraries. Tests have it from deepalive_test().
function(deepalive_precompile)
  if(DEEPALIVE_PRECOMPILE)
    foreach(target IN LISTS ARGN)
      target_precompile_headers(${target} REUSE_FROM deepalive_precompiled)
    endforeach()
  endif()
endfunction()

# deepalive_precompiled_headers(<target> <header> [library…]): what the others then reuse.
function(deepalive_precompiled_headers target header)
  if(DEEPALIVE_PRECOMPILE)
    add_library(${target} OBJECT ${PROJECT_SOURCE_DIR}/cmake/precompiled/nothing.cpp)
    target_link_libraries(${target} PRIVATE ${ARGN})
    target_precompile_headers(${target} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled/${header})
  endif()
endfunction()

if(DEEPALIVE_PRECOMPILE)
  # Position independent in one way everywhere: GCC refuses a precompiled header that was made in the other.
  set(CMAKE_CXX_COMPILE_OPTIONS_PIE ${CMAKE_CXX_COMPILE_OPTIONS_PIC})
endif()
deepalive_precompiled_headers(deepalive_precompiled standard.h)
