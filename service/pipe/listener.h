#pragma once

// The platform's own pipe: PipeStream (a connected one), close_now(PipeStream&), and PipeListener,
// which is
//   PipeListener(io_context&, std::string address, PipeAccess)
//   kSlots                     how many accept() must be under way at once, each with its own slot
//   number std::optional<Error> open()             takes the name awaitable<PipeStream>
//   accept(slot, error)   the next client; error is set when there is none void close() frees the
//   name; accepts under way end with an error
#ifdef _WIN32
#include "service/pipe/windows/listener.h"
#else
#include "service/pipe/posix/listener.h"
#endif
