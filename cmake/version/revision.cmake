execute_process(
  COMMAND git -C ${SOURCE_DIR} describe --always --dirty
  OUTPUT_VARIABLE DEEPALIVE_REVISION OUTPUT_STRIP_TRAILING_WHITESPACE
  ERROR_QUIET RESULT_VARIABLE failed)
if(failed OR NOT DEEPALIVE_REVISION)
  set(DEEPALIVE_REVISION unknown)
endif()
# Written only when it changes, so that nothing is linked again for nothing.
configure_file(${CMAKE_CURRENT_LIST_DIR}/build_info.cpp.in ${OUTPUT} @ONLY)
