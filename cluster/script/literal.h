#pragma once

#include <string>
#include <string_view>

// Any text (UTF-8; broken bytes become U+FFFD) as an expression of a language, so that nothing in
// it can end the literal. The results for the script engines are ASCII only: the cluster's host
// reads a script file in the machine's code page.
namespace deepalive::cluster {

// "Shop " & ChrW(228) & "x": quotes doubled, everything else than printable ASCII by ChrW.
std::string vbscript_literal(std::string_view utf8);

// 'Shop \u00e4x'
std::string jscript_literal(std::string_view utf8);

// 'O''Neil': PowerShell takes the typographic quotes U+2018 to U+201B for apostrophes too, so they
// are doubled as well. Stays UTF-8.
std::string powershell_literal(std::string_view utf8);

bool is_ascii(std::string_view text);

}  // namespace deepalive::cluster
