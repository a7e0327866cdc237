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

# deepalive_unify(<target> <group> <source>…): compiles these of the target's files as one, which then share what
# templates become. Names in their unnamed namespaces must differ.
function(deepalive_unify target group)
  if(DEEPALIVE_PRECOMPILE)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    # GCC 12 takes the files for headers then, whose unnamed types it would be wrong to have in coroutines, and does
    # not see that Asio's operator delete goes with its operator new.
    target_compile_options(${target} PRIVATE
      "$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage;-Wno-mismatched-new-delete>")
    set_source_files_properties(${ARGN} PROPERTIES UNITY_GROUP ${group})
  endif()
endfunction()

# deepalive_unify_all(<target>): all files of the target, some at a time. What most of them parse and instantiate (the
# standard library; in tests GoogleTest's matchers) is then done once for eight: a third of the time.
function(deepalive_unify_all target)
  if(DEEPALIVE_PRECOMPILE)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    target_compile_options(${target} PRIVATE
      "$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage;-Wno-mismatched-new-delete>")
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
