include(GoogleTest)

# deepalive_test(<name> SOURCES … [LIBS …] [SERIAL] [APART] [TIMEOUT seconds])
#
# One GoogleTest executable, each of its tests a ctest test. SERIAL (and the label `serial`): nothing else runs
# beside them, for what belongs to the whole machine or Wine prefix (services, fixed names). APART: each file is compiled by itself,
# since their unnamed namespaces share names. TIMEOUT is per test.
function(deepalive_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL;APART" "TIMEOUT" "SOURCES;LIBS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "deepalive_test(${name}): needs SOURCES; not understood: '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} deps::gtest)
  if(DEEPALIVE_PRECOMPILE)
    target_precompile_headers(${name} REUSE_FROM deepalive_precompiled_tests)
  endif()
  if(NOT arg_APART)
    deepalive_batch_all(${name})
  endif()
  set(properties TIMEOUT ${arg_TIMEOUT})
  if(arg_SERIAL)
    list(APPEND properties RUN_SERIAL TRUE LABELS serial)
  endif()
  # Found when ctest runs, not when the linker does: a Wine start per link would cost more than the tests.
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 PROPERTIES ${properties})
endfunction()
