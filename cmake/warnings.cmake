# Warnings and hardening of our own code; third-party targets are made before this is included.
if(MSVC)
  add_compile_options(/W4 /WX /permissive- /utf-8 /Zc:__cplusplus /EHsc)
  add_link_options(/guard:cf)
  return()
endif()

add_compile_options(-Wall -Wextra -Werror -fstack-protector-strong)
# GCC 12 reports std::string's own operator+ (GCC bug 105651).
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# Bounds checks of the standard containers stay on in what is shipped.
add_compile_definitions(_GLIBCXX_ASSERTIONS)

if(DEEPALIVE_SANITIZE)
  # Instrumented code confuses the flow analysis behind these two; the plain builds keep them.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>)
else()
  # Fortify needs an optimiser, and the sanitizers intercept the same functions.
  if(NOT CMAKE_CXX_FLAGS_RELWITHDEBINFO MATCHES "-O0")
    add_compile_options("$<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
  endif()
endif()

if(WIN32)
  # Both live in libssp there, which the driver adds for this flag.
  add_link_options(-fstack-protector-strong)
else()
  add_link_options(-Wl,-z,relro,-z,now)
endif()
