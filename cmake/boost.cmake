# Boost 1.81 or later, headers only: Asio, Beast, JSON, Property Tree and Regex. What is not templates is compiled once, here.

# deps_headers(<folder>): where the header-only libraries are when the compiler does not look there by itself.
function(deps_headers folder)
  add_library(deps_headers INTERFACE)
  if(folder)
    target_include_directories(deps_headers SYSTEM INTERFACE ${folder})
    set(version_header ${folder}/boost/version.hpp)
  else()
    find_path(BOOST_INCLUDE_FOLDER boost/version.hpp)
    set(version_header ${BOOST_INCLUDE_FOLDER}/boost/version.hpp)
    if(BOOST_INCLUDE_FOLDER)
      # CMake drops the compiler's own folders again, as it must.
      target_include_directories(deps_headers SYSTEM INTERFACE ${BOOST_INCLUDE_FOLDER})
    endif()
  endif()
  if(NOT EXISTS ${version_header})
    message(FATAL_ERROR "Boost is missing. On Debian 12: apt-get install libboost1.81-dev (./dev does it).")
  endif()
  file(STRINGS ${version_header} line REGEX "#define BOOST_VERSION [0-9]+")
  string(REGEX MATCH "[0-9]+" version "${line}")
  if(version LESS 108100)
    message(FATAL_ERROR "Boost ${version} is too old, 1.81 is needed. On Debian 12: apt-get install "
      "libboost1.81-dev, which replaces the 1.74 development packages (./dev does it).")
  endif()
endfunction()

function(deps_boost_libraries)
  add_library(deps_regex INTERFACE)
  target_link_libraries(deps_regex INTERFACE deps_headers)
  target_compile_definitions(deps_regex INTERFACE BOOST_ALL_NO_LIB)
  add_library(deps::regex ALIAS deps_regex)

  add_library(deps_json STATIC ${PROJECT_SOURCE_DIR}/cmake/thirdparty/json_impl.cpp)
  target_link_libraries(deps_json PUBLIC deps_headers)
  target_compile_definitions(deps_json PUBLIC BOOST_ALL_NO_LIB)
  add_library(deps::json ALIAS deps_json)

  add_library(deps_asio STATIC ${PROJECT_SOURCE_DIR}/cmake/thirdparty/asio_impl.cpp)
  target_link_libraries(deps_asio PUBLIC deps_headers deps::openssl Threads::Threads)
  target_compile_definitions(deps_asio PUBLIC
    BOOST_ALL_NO_LIB BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION)
  if(WIN32)
    target_link_libraries(deps_asio PUBLIC ws2_32 mswsock crypt32 bcrypt)
  endif()
  add_library(deps::asio ALIAS deps_asio)
endfunction()
