# One set of names for the libraries we use, whatever the platform: deps::asio deps::regex deps::json deps::yaml
# deps::prometheus deps::spdlog deps::openssl deps::zlib deps::bcrypt deps::cli11 deps::gtest deps::benchmark.
#
# Linux takes Debian's packages. The cross-build takes headers through a folder of links and the compiled
# libraries from cmake/cross_deps.sh. MSVC takes vcpkg's packages (never run here).
include(cmake/boost.cmake)

set(CMAKE_THREAD_PREFER_PTHREAD TRUE)
set(THREADS_PREFER_PTHREAD_FLAG TRUE)
find_package(Threads REQUIRED)

if(CMAKE_CROSSCOMPILING)
  execute_process(
    COMMAND ${CMAKE_CURRENT_LIST_DIR}/cross_deps.sh
    OUTPUT_VARIABLE prefixes RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(failed)
    message(FATAL_ERROR "The libraries for Windows could not be built; the reason is above (cmake/cross_deps.sh).")
  endif()
  string(REPLACE "\n" ";" prefixes "${prefixes}")
  foreach(entry IN LISTS prefixes)
    string(REGEX MATCH "^([^=]+)=(.+)$" _ "${entry}")
    set(prefix_${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
  endforeach()
endif()

# deps_import(<name> <prefix> LIBRARIES … [SYSTEM_LIBRARIES …] [DEFINES …]): static libraries of a cross-built prefix.
function(deps_import name prefix)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "LIBRARIES;SYSTEM_LIBRARIES;DEFINES")
  add_library(deps_${name} INTERFACE)
  target_include_directories(deps_${name} SYSTEM INTERFACE ${prefix}/include)
  list(TRANSFORM arg_LIBRARIES PREPEND "${prefix}/lib/lib")
  list(TRANSFORM arg_LIBRARIES APPEND ".a")
  target_link_libraries(deps_${name} INTERFACE ${arg_LIBRARIES} ${arg_SYSTEM_LIBRARIES})
  target_compile_definitions(deps_${name} INTERFACE ${arg_DEFINES})
  add_library(deps::${name} ALIAS deps_${name})
endfunction()

# deps_alias(<name> <target>…): the package's own imported targets under our name.
function(deps_alias name)
  add_library(deps_${name} INTERFACE)
  target_link_libraries(deps_${name} INTERFACE ${ARGN})
  add_library(deps::${name} ALIAS deps_${name})
endfunction()

add_library(deps_spdlog INTERFACE)
add_library(deps::spdlog ALIAS deps_spdlog)

if(CMAKE_CROSSCOMPILING)
  deps_headers(${prefix_headers}/include)
  deps_import(yaml ${prefix_yaml-cpp} LIBRARIES yaml-cpp DEFINES YAML_CPP_STATIC_DEFINE)
  deps_import(prometheus ${prefix_prometheus-cpp} LIBRARIES prometheus-cpp-core
    DEFINES PROMETHEUS_CPP_CORE_STATIC_DEFINE)
  deps_import(openssl ${prefix_openssl} LIBRARIES ssl crypto SYSTEM_LIBRARIES ws2_32 crypt32 bcrypt)
  # Debian has this one for Windows; by its path, so that it is the static one.
  find_library(ZLIB_FOR_WINDOWS libz.a REQUIRED)
  deps_alias(zlib ${ZLIB_FOR_WINDOWS})
  deps_alias(cli11 deps_headers)
  deps_import(bcrypt ${prefix_musl} LIBRARIES crypt_blowfish)
  # Header-only here: Debian's spdlog and fmt are compiled for Linux.
  target_link_libraries(deps_spdlog INTERFACE deps_headers Threads::Threads)
  target_compile_definitions(deps_spdlog INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)
else()
  deps_headers("")
  find_package(OpenSSL 3.0 REQUIRED)
  deps_alias(openssl OpenSSL::SSL OpenSSL::Crypto)
  find_package(ZLIB REQUIRED)
  deps_alias(zlib ZLIB::ZLIB)
  if(WIN32)
    # vcpkg has none: crypt_blowfish.c of Solar Designer, as it stands in musl's src/crypt.
    set(DEEPALIVE_CRYPT_BLOWFISH "" CACHE FILEPATH "musl's src/crypt/crypt_blowfish.c")
    if(NOT EXISTS "${DEEPALIVE_CRYPT_BLOWFISH}")
      message(FATAL_ERROR "Set DEEPALIVE_CRYPT_BLOWFISH to a copy of musl's src/crypt/crypt_blowfish.c.")
    endif()
    add_library(crypt_blowfish STATIC ${DEEPALIVE_CRYPT_BLOWFISH})
    deps_alias(bcrypt crypt_blowfish)
  else()
    find_library(CRYPT_LIBRARY crypt REQUIRED)
    deps_alias(bcrypt ${CRYPT_LIBRARY})
  endif()
  find_package(CLI11 CONFIG REQUIRED)
  deps_alias(cli11 CLI11::CLI11)
  find_package(yaml-cpp CONFIG REQUIRED)
  deps_alias(yaml yaml-cpp)
  find_package(spdlog CONFIG REQUIRED)
  target_link_libraries(deps_spdlog INTERFACE spdlog::spdlog)
  if(WIN32)
    find_package(prometheus-cpp CONFIG REQUIRED)
    deps_alias(prometheus prometheus-cpp::core)
  else()
    # Not the package's CMake files: they insist on curl and civetweb for the parts that we do not use.
    find_library(PROMETHEUS_CORE_LIBRARY prometheus-cpp-core REQUIRED)
    deps_alias(prometheus ${PROMETHEUS_CORE_LIBRARY} Threads::Threads)
  endif()
endif()

deps_boost_libraries()
include(cmake/googletest.cmake)

if(NOT WIN32)
  find_package(benchmark CONFIG REQUIRED)
  deps_alias(benchmark benchmark::benchmark)
endif()
