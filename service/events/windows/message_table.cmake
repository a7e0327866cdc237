# deepalive_message_table(<target> <file.mc>): the messages become a resource of the target.
function(deepalive_message_table target messages)
  cmake_path(GET messages STEM name)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/messages)
  if(MSVC)
    find_program(DEEPALIVE_MESSAGE_COMPILER mc REQUIRED)
  else()
    find_program(DEEPALIVE_MESSAGE_COMPILER x86_64-w64-mingw32-windmc REQUIRED)
  endif()
  add_custom_command(
    OUTPUT ${folder}/${name}.rc ${folder}/MSG00409.bin
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${DEEPALIVE_MESSAGE_COMPILER} -h ${folder} -r ${folder} ${messages}
    DEPENDS ${messages}
    COMMENT "Compiling ${name}.mc"
    VERBATIM)
  target_sources(${target} PRIVATE ${folder}/${name}.rc)
  set_source_files_properties(${folder}/${name}.rc PROPERTIES
    INCLUDE_DIRECTORIES ${folder}
    OBJECT_DEPENDS ${folder}/MSG00409.bin)
endfunction()
