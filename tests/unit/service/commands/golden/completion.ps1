# Completes deepalive's commands, options and the names of roles and checks.
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
