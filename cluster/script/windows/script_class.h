#pragma once

#include <windows.h>

#include <unknwn.h>

// The class DeepAlive.Cluster, which generated scripts make late bound, in the cluster's host:
//
//   Ask(question, role, pipe, milliseconds)               the exit code that deepalive_ask.exe has
//   Said()                                                in words, what the last Ask came to
//   FirstStopped(services, sites, pools, milliseconds)    see iis_flags.h; names joined by "/",
//                                                         which none of them can have; "" = all
//                                                         run. An error says what keeps it from
//                                                         telling
//
// Any apartment ("Both"); calls of one object wait for each other. Every call ends in its time,
// whatever hangs. No exception leaves it.
namespace deepalive::cluster {

inline constexpr wchar_t kScriptClassName[] = L"DeepAlive.Cluster";
inline constexpr wchar_t kScriptClassText[] = L"{274588BD-5444-4AF5-846A-56CD97CE8DFA}";
inline constexpr CLSID kScriptClass = {
    0x274588BD, 0x5444, 0x4AF5, {0x84, 0x6A, 0x56, 0xCD, 0x97, 0xCE, 0x8D, 0xFA}};

// What DllGetClassObject and DllCanUnloadNow answer.
HRESULT script_class_factory(REFCLSID class_id, REFIID iid, void** factory);
bool is_script_class_in_use();

}  // namespace deepalive::cluster
