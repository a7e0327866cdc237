# Registers the role shop with the failover cluster (DeepAlive, mode dll).
#
# Run it on one node, elevated. It creates what is missing and sets what differs, so it may be run again at any time.
# -WhatIf shows what it would do. It brings nothing online and takes nothing offline.
#Requires -RunAsAdministrator
#Requires -Modules FailoverClusters
[CmdletBinding(SupportsShouldProcess)]
param()

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$groupName = 'O''Neil ‘‘$(calc)’’ `"; {{role}}'
$resourceName = 'DeepAlive shop'
$typeName = 'DeepAlive IIS Role'
$file = 'C:\Program Files\DeepAlive\deepalive_cluster.dll'
$disks = @('Disk ''1''', 'Café & Co')
$accessPoints = @()

# Milliseconds, as the cluster counts.
$common = [ordered]@{
    # A resource host process of its own: whatever happens in it takes no other role down.
    SeparateMonitor = 1
    # A suspicion costs the cluster one IsAlive, so it may be asked for often.
    LooksAlivePollInterval = 5000
    # The DLL tells of a dead verdict by its event; the poll is the second line.
    IsAlivePollInterval = 60000
    # While the role comes online the DLL reports each second; this is the longest silence.
    PendingTimeout = 60000
    # Its entry points return at once.
    DeadlockTimeout = 60000
    # One restart on the same node first: bringing the role online starts a stopped site or pool again. The second
    # failure within the period moves the role.
    RestartAction = 2
    RestartThreshold = 1
    RestartPeriod = 900000
}

$parameters = [ordered]@{
    Role = 'shop'
    Pipe = 'deepalive'
    # The agent is heard each second.
    AgentTimeout = [uint32]5000
    # How long its last answer counts without it: longer than a restart of the agent takes.
    HoldTime = [uint32]30000
    # What counts after that: basic (W3SVC runs), alive or dead.
    OnAgentUnreachable = 'basic'
    OnlineTimeout = [uint32]150000
}

# By the exact name: the cmdlets' own -Name ends with an error where there is none.
function Find-ByName($Items, [string]$Name) {
    $Items | Where-Object { $_.Name -eq $Name } | Select-Object -First 1
}

foreach ($name in $accessPoints) {
    $accessPoint = Find-ByName (Get-ClusterResource) $name
    if (-not $accessPoint -or $accessPoint.OwnerGroup.Name -ne $groupName) {
        throw "The role '$groupName' has no client access point '$name'. Add it in Failover Cluster Manager (the role, Add Resource, Client Access Point), or create the role with Add-ClusterServerRole; then run this again."
    }
}

$group = Find-ByName (Get-ClusterGroup) $groupName
if (-not $group -and $PSCmdlet.ShouldProcess($groupName, 'Create the cluster role')) {
    $group = Add-ClusterGroup -Name $groupName
}

foreach ($name in $disks) {
    $disk = Find-ByName (Get-ClusterResource) $name
    if (-not $disk) {
        throw "There is no disk '$name' in the cluster. Get-ClusterResource lists what there is; Get-ClusterAvailableDisk | Add-ClusterDisk adds one."
    }
    if ($disk.OwnerGroup.Name -eq $groupName) { continue }
    if ($disk.OwnerGroup.GroupType -ne 'AvailableStorage') {
        throw "The disk '$name' belongs to the role '$($disk.OwnerGroup.Name)'. A website needs one that no other role uses."
    }
    if ($PSCmdlet.ShouldProcess($name, "Move the disk into the role $groupName")) {
        Move-ClusterResource -InputObject $disk -Group $groupName | Out-Null
    }
}

$type = Find-ByName (Get-ClusterResourceType) $typeName
if (-not $type) {
    if ($PSCmdlet.ShouldProcess($typeName, "Register the resource type with $file")) {
        Add-ClusterResourceType -Name $typeName -Dll $file -DisplayName $typeName | Out-Null
    }
} elseif ($type.DllName -ne $file) {
    Write-Warning "The resource type '$typeName' is registered with '$($type.DllName)', not with '$file'. To change it: take its resources offline, remove them, Remove-ClusterResourceType, run this again."
}

$resource = Find-ByName (Get-ClusterResource) $resourceName
if (-not $resource -and $PSCmdlet.ShouldProcess($resourceName, "Create the resource in the role $groupName")) {
    $resource = Add-ClusterResource -Name $resourceName -ResourceType $typeName -Group $groupName -SeparateMonitor
}
if (-not $resource) {
    'What follows (timings, parameters, dependencies) needs the resource, which is not there yet.'
    return
}
if ([string]$resource.ResourceType -ne $typeName) {
    throw "The resource '$resourceName' has the type '$($resource.ResourceType)', not '$typeName'. Remove it, or rename it, then run this again."
}

foreach ($name in $common.Keys) {
    $value = $common[$name]
    if ($resource.$name -ne $value -and $PSCmdlet.ShouldProcess($resourceName, "Set $name to $value")) {
        $resource.$name = $value
    }
}

# All that differ at once: the values are validated together.
$current = @{}
foreach ($parameter in @(Get-ClusterParameter -InputObject $resource)) {
    $current[$parameter.Name] = $parameter.Value
}
$different = @{}
foreach ($name in $parameters.Keys) {
    if (-not $current.ContainsKey($name) -or $current[$name] -cne $parameters[$name]) {
        $different[$name] = $parameters[$name]
    }
}
if ($different.Count -gt 0 -and $PSCmdlet.ShouldProcess($resourceName, "Set $($different.Keys -join ', ')")) {
    Set-ClusterParameter -InputObject $resource -Multiple $different
}

# The content must be there before the site starts, and goes after it has stopped.
foreach ($name in @($disks + $accessPoints)) {
    $expression = [string](Get-ClusterResourceDependency -InputObject $resource).DependencyExpression
    $missing = $expression.IndexOf("[$name]", [System.StringComparison]::OrdinalIgnoreCase) -lt 0
    if ($missing -and $PSCmdlet.ShouldProcess($resourceName, "Depend on $name")) {
        Add-ClusterResourceDependency -InputObject $resource -Provider $name | Out-Null
    }
}

"The resource '$resourceName' is registered in the role '$groupName'. Parameters of an online resource count from its next start."
