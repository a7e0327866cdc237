#include "cluster/register/register_script.h"

#include <algorithm>
#include <array>

#include "cluster/script/fill.h"
#include "cluster/script/literal.h"
#include "core/protocol.h"

namespace deepalive::cluster {
namespace {

constexpr std::size_t kMaxClusterName = 255;  // bytes; none of ours needs more
constexpr std::string_view kDllType = "DeepAlive IIS Role";

// What a dead verdict costs until the cluster knows of it is the poll's interval; what a poll costs
// is under a millisecond in the DLL and the start of a small program in the script.
constexpr std::string_view kScript =
    R"ps(# Registers the role {{role}} with the failover cluster (DeepAlive, mode {{mode}}).
#
# Run it on one node, elevated. It creates what is missing and sets what differs, so it may be run again at any time.
# -WhatIf shows what it would do. It brings nothing online and takes nothing offline.
#Requires -RunAsAdministrator
#Requires -Modules FailoverClusters
[CmdletBinding(SupportsShouldProcess)]
param()

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$groupName = {{group}}
$resourceName = {{resource}}
$typeName = {{type}}
$file = {{file}}
$disks = @({{disks}})
$accessPoints = @({{access_points}})

# Milliseconds, as the cluster counts.
$common = [ordered]@{
    # A resource host process of its own: whatever happens in it takes no other role down.
    SeparateMonitor = 1
    # A suspicion costs the cluster one IsAlive, so it may be asked for often.
    LooksAlivePollInterval = 5000
{{timings}}    # One restart on the same node first: bringing the role online starts a stopped site or pool again. The second
    # failure within the period moves the role.
    RestartAction = 2
    RestartThreshold = 1
    RestartPeriod = 900000
}
{{parameters}}
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

{{add_type}}$resource = Find-ByName (Get-ClusterResource) $resourceName
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
)ps";

constexpr std::string_view kDllTimings =
    R"ps(    # The DLL tells of a dead verdict by its event; the poll is the second line.
    IsAlivePollInterval = 60000
    # While the role comes online the DLL reports each second; this is the longest silence.
    PendingTimeout = 60000
    # Its entry points return at once.
    DeadlockTimeout = 60000
)ps";

constexpr std::string_view kScriptTimings =
    R"ps(    # A script has no event to tell of a dead verdict, so it is asked more often than a DLL would be.
    IsAlivePollInterval = 15000
    # Online is one call that takes up to {{online_seconds}} s; the cluster gives it up at this time-out.
    PendingTimeout = {{pending}}
    # Not before the one above, which ends a script that hangs without ending its process.
    DeadlockTimeout = {{deadlock}}
)ps";

constexpr std::string_view kDllParameters = R"ps(
$parameters = [ordered]@{
    Role = {{role_value}}
    Pipe = {{pipe}}
    # The agent is heard each second.
    AgentTimeout = [uint32]{{agent_timeout}}
    # How long its last answer counts without it: longer than a restart of the agent takes.
    HoldTime = [uint32]{{hold}}
    # What counts after that: basic (W3SVC runs), alive or dead.
    OnAgentUnreachable = {{policy}}
    OnlineTimeout = [uint32]{{online}}
}
)ps";

constexpr std::string_view kScriptParameters = R"ps(
$parameters = [ordered]@{
    # The same local path on every node, and not on a disk of the cluster.
    ScriptFilePath = $file
}
)ps";

constexpr std::string_view kAddType = R"ps($type = Find-ByName (Get-ClusterResourceType) $typeName
if (-not $type) {
    if ($PSCmdlet.ShouldProcess($typeName, "Register the resource type with $file")) {
        Add-ClusterResourceType -Name $typeName -Dll $file -DisplayName $typeName | Out-Null
    }
} elseif ($type.DllName -ne $file) {
    Write-Warning "The resource type '$typeName' is registered with '$($type.DllName)', not with '$file'. To change it: take its resources offline, remove them, Remove-ClusterResourceType, run this again."
}

)ps";

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + powershell_literal(name);
  }
  return text;
}

std::string milliseconds(std::chrono::milliseconds duration) {
  return std::to_string(duration.count());
}

bool is_cluster_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxClusterName && std::ranges::none_of(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '[' || c == ']';
  });
}

}  // namespace

std::optional<std::string> problem_with(const RegisterSettings& settings) {
  if (!protocol::is_name(settings.role)) return "'" + settings.role + "' is no name of a role";
  std::vector<std::string> names = settings.disks;
  names.push_back(settings.group);
  if (!settings.client_access_point.empty()) names.push_back(settings.client_access_point);
  for (const std::string& name : names) {
    if (!is_cluster_name(name)) {
      return "'" + name +
             "' is no name that this can write for a role, disk or client access point: at most "
             "255 bytes, no brackets (they end a name in a dependency), no control characters. "
             "Rename the resource";
    }
  }
  // The DLL answers to no other name.
  if (!settings.type.empty() &&
      (!is_cluster_name(settings.type) || !settings.type.starts_with(kDllType))) {
    return "'" + settings.type + "' is no type of the resource DLL: its name begins with '" +
           std::string(kDllType) + "', such as '" + std::string(kDllType) + " " + settings.role +
           "'";
  }
  return problem_with_path(
      settings.mode == RegisterMode::dll ? "the resource DLL" : "the role's script", settings.file);
}

std::string register_script(const RegisterSettings& settings) {
  const bool dll = settings.mode == RegisterMode::dll;
  const std::chrono::milliseconds pending = settings.online_timeout + std::chrono::seconds(30);
  const std::array timings = {
      Filling{"online_seconds", std::to_string(settings.online_timeout.count())},
      Filling{"pending", milliseconds(pending)},
      Filling{"deadlock", milliseconds(pending + std::chrono::seconds(30))},
  };
  const std::array parameters = {
      Filling{"role_value", powershell_literal(settings.role)},
      Filling{"pipe", powershell_literal(settings.pipe)},
      Filling{"agent_timeout", milliseconds(settings.agent_timeout)},
      Filling{"hold", milliseconds(settings.hold)},
      Filling{"policy", powershell_literal(to_name(settings.on_unreachable))},
      Filling{"online", milliseconds(settings.online_timeout)},
  };
  const std::array fillings = {
      Filling{"role", settings.role},
      Filling{"mode", dll ? "dll" : "script"},
      Filling{"group", powershell_literal(settings.group)},
      Filling{"resource", powershell_literal("DeepAlive " + settings.role)},
      Filling{"type", powershell_literal(!dll                    ? "Generic Script"
                                         : settings.type.empty() ? kDllType
                                                                 : settings.type)},
      Filling{"file", powershell_literal(settings.file)},
      Filling{"disks", joined(settings.disks)},
      Filling{"access_points", settings.client_access_point.empty()
                                   ? std::string()
                                   : powershell_literal(settings.client_access_point)},
      Filling{"timings", fill(dll ? kDllTimings : kScriptTimings, timings)},
      Filling{"parameters", fill(dll ? kDllParameters : kScriptParameters, parameters)},
      Filling{"add_type", std::string(dll ? kAddType : "")},
  };
  const std::string text = with_crlf(fill(kScript, fillings));
  return is_ascii(text) ? text : "\xEF\xBB\xBF" + text;
}

}  // namespace deepalive::cluster
