// Compiles the precompiled headers.
