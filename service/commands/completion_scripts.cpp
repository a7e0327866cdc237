#include "service/commands/completion.h"

namespace deepalive::service {

// For Windows PowerShell 5.1, too, which hands on no empty word: hence --next. The program is asked
// as it was typed, if it is one.
std::string_view powershell_completion() {
  return R"ps(# Completes deepalive's commands, options and the names of roles and checks.
# Made by 'deepalive completion powershell'.
Register-ArgumentCompleter -Native -CommandName 'deepalive', 'deepalive.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $elements = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition })
    $program = Get-Command -Name $elements[0].Extent.Text.Trim('''"') -CommandType Application -ErrorAction SilentlyContinue |
        Select-Object -First 1
    if (-not $program) { return }
    $words = @($elements | Select-Object -Skip 1 | ForEach-Object {
        if ($_.PSObject.Properties['Value']) { [string]$_.Value } else { $_.Extent.Text }
    })
    $options = @('complete')
    if ($wordToComplete -eq '') { $options += '--next' }
    & $program.Source $options '--' $words 2>$null | ForEach-Object {
        $word, $description = $_ -split "`t", 2
        if (-not $description) { $description = $word }
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $description)
    }
}
)ps";
}

std::string_view bash_completion() {
  return R"sh(# Completes deepalive's commands, options and the names of roles and checks.
# Made by 'deepalive completion bash'.
_deepalive() {
  local candidate
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    COMPREPLY+=("$candidate")
  done < <("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o bashdefault -o default -F _deepalive deepalive
)sh";
}

}  // namespace deepalive::service
