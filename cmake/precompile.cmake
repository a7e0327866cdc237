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

# Several files compiled as one then share what templates become. Not CMake's own unity builds: those name the files by
# absolute paths, so that nothing that one clone compiled would serve another. Names in unnamed namespaces must differ.

# deepalive_batch(<target> <batch> <source>…): these of the target's files are compiled as one.
function(deepalive_batch target batch)
  if(NOT DEEPALIVE_PRECOMPILE)
    return()
  endif()
  get_target_property(folder ${target} SOURCE_DIR)
  get_target_property(sources ${target} SOURCES)
  set(text "")
  foreach(source IN LISTS ARGN)
    if(NOT source IN_LIST sources)
      # target_sources() of another folder has made the path absolute.
      cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder})
    endif()
    if(NOT source IN_LIST sources)
      message(FATAL_ERROR "deepalive_batch(${target} ${batch}): the target has no source ${source}")
    endif()
    list(REMOVE_ITEM sources ${source})
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder})
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
    string(APPEND text "#include \"${source}\"\n")
  endforeach()
  set(file ${PROJECT_BINARY_DIR}/batches/${target}/${batch}.cpp)
  file(CONFIGURE OUTPUT ${file} CONTENT "${text}" @ONLY)
  set_target_properties(${target} PROPERTIES SOURCES "${sources};${file}")
  get_target_property(had_batches ${target} DEEPALIVE_BATCHES)
  if(NOT had_batches)
    set_target_properties(${target} PROPERTIES DEEPALIVE_BATCHES TRUE)
    # GCC 12 takes the files for headers then, whose unnamed types it would be wrong to have in coroutines, and does
    # not see that Asio's operator delete goes with its operator new.
    target_compile_options(${target} PRIVATE
      "$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage;-Wno-mismatched-new-delete>")
  endif()
endfunction()

# deepalive_batch_all(<target>): all its files, eight at a time, but for those with flags of their own. What most of them
# parse and instantiate (the standard library; in tests GoogleTest's matchers) is then done once for eight: a third of
# the time. Done at the end of the list that calls it, when the target has all its files.
function(deepalive_batch_all target)
  if(DEEPALIVE_PRECOMPILE)
    # A deferred call's arguments are looked at when it is made; the name is known now only.
    cmake_language(EVAL CODE "cmake_language(DEFER CALL deepalive_batch_what_remains [[${target}]])")
  endif()
endfunction()

function(deepalive_batch_what_remains target)
  get_target_property(folder ${target} SOURCE_DIR)
  get_target_property(sources ${target} SOURCES)
  set(batch "")
  set(number 0)
  foreach(source IN LISTS sources)
    cmake_path(IS_PREFIX PROJECT_BINARY_DIR "${source}" is_made)
    set(own_flags "")
    foreach(property IN ITEMS COMPILE_DEFINITIONS COMPILE_OPTIONS)
      get_source_file_property(flags ${source} TARGET_DIRECTORY ${target} ${property})
      if(flags)
        set(own_flags yes)
      endif()
    endforeach()
    if(NOT source MATCHES "[.]cpp$" OR is_made OR own_flags)
      continue()
    endif()
    list(APPEND batch ${source})
    list(LENGTH batch length)
    if(length EQUAL 8)
      deepalive_batch(${target} ${number} ${batch})
      math(EXPR number "${number} + 1")
      set(batch "")
    endif()
  endforeach()
  if(batch)
    deepalive_batch(${target} ${number} ${batch})
  endif()
endfunction()

# deepalive_precompiled_headers(<target> <header> [library…]): what the others then reuse.
function(deepalive_precompiled_headers target header)
  if(DEEPALIVE_PRECOMPILE)
    add_library(${target} OBJECT ${PROJECT_SOURCE_DIR}/cmake/precompiled/nothing.cpp)
    target_link_libraries(${target} PRIVATE ${ARGN})
    # By its name below the root, for the same reason.
    target_precompile_headers(${target} PRIVATE <cmake/precompiled/${header}>)
  endif()
endfunction()

if(DEEPALIVE_PRECOMPILE)
  # Position independent in one way everywhere: GCC refuses a precompiled header that was made in the other.
  set(CMAKE_CXX_COMPILE_OPTIONS_PIE ${CMAKE_CXX_COMPILE_OPTIONS_PIC})
endif()
deepalive_precompiled_headers(deepalive_precompiled standard.h)
