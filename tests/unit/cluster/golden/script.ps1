# Registers the role shop with the failover cluster (DeepAlive, mode script).
#
# Run it on one node, elevated. It creates what is missing and sets what differs, so it may be run again at any time.
# -WhatIf shows what it would do. It brings nothing online and takes nothing offline.
#Requires -RunAsAdministrator
#Requires -Modules FailoverClusters
[CmdletBinding(SupportsShouldProcess)]
param()

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$groupName = 'Shop role'
$resourceName = 'DeepAlive shop'
$typeName = 'Generic Script'
$file = 'C:\Program Files\DeepAlive\shop.vbs'
$disks = @('Cluster Disk 2')
$accessPoints = @('SHOP')

# Milliseconds, as the cluster counts.
$common = [ordered]@{
    # A resource host process of its own: whatever happens in it takes no other role down.
    SeparateMonitor = 1
    # A suspicion costs the cluster one IsAlive, so it may be asked for often.
    LooksAlivePollInterval = 5000
    # A script has no event to tell of a dead verdict, so it is asked more often than a DLL would be.
    IsAlivePollInterval = 15000
    # Online is one call that takes up to 150 s; the cluster gives it up at this time-out.
    PendingTimeout = 180000
    # Not before the one above, which ends a script that hangs without ending its process.
    DeadlockTimeout = 210000
    # One restart on the same node first: bringing the role online starts a stopped site or pool again. The second
    # failure within the period moves the role.
    RestartAction = 2
    RestartThreshold = 1
    RestartPeriod = 900000
}

$parameters = [ordered]@{
    # The same local path on every node, and not on a disk of the cluster.
    ScriptFilePath = $file
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
