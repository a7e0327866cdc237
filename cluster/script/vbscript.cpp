#include "cluster/script/language.h"
#include "cluster/script/literal.h"

namespace deepalive::cluster {
namespace {

constexpr std::string_view kScript =
    R"('DeepAlive: Generic Script of the role {{role}}. Generated: change the configuration, then generate it anew.
'
'It runs a small program instead of opening the agent's pipe itself: a script's read has no deadline, so a frozen
'agent would hang the cluster's host, and a script lets whoever took the pipe's name act as this account.
Option Explicit

Dim folder, held, heard, noted
folder = {{folder}}
held = True 'what the agent last said, while it gives no answer
'heard: when that was; empty before the first answer
noted = "" 'the last line of the log, so that a state is logged once and not at each poll

Function Open()
  Open = True
End Function

Function Close()
  Close = True
End Function

Function Online()
  Dim code
  Online = False
  code = Run("deepalive.exe", {{online}})
  If code = 0 Then
    held = True
    heard = Now
    Online = True
  ElseIf code = 2 Then
    Note "DeepAlive could not bring the role online; 'deepalive status {{role}}' says why."
  Else
    Online = (WithoutAgent(code) = 1)
  End If
End Function

Function Offline()
  Offline = False
  Offline = Leave({{offline}})
End Function

Function Terminate()
  Terminate = False
  Terminate = Leave({{terminate}})
End Function

'An agent that is gone must not keep the role on this node; that its sites were not stopped is in the log.
Function Leave(words)
  Dim code
  code = Run("deepalive.exe", words)
  If code <> 0 Then Note "DeepAlive could not stop the role's sites (" & code & ")."
  Leave = (code <> 2)
End Function

Function LooksAlive()
  LooksAlive = False
  LooksAlive = Ask("looksalive")
End Function

Function IsAlive()
  IsAlive = False
  IsAlive = Ask("isalive")
End Function

'Exit codes: 0 alive, 1 alive and degraded, 3 alive and not known, 2 dead. Any other is no answer.
Function Ask(question)
  Dim code
  Ask = False
  code = Run("deepalive_ask.exe", question & {{ask}})
  If code = 0 Or code = 1 Or code = 3 Then
    If noted <> "" Then Note "The DeepAlive agent says that the role is alive."
    noted = ""
    held = True
    heard = Now
    Ask = True
  ElseIf code = 2 Then
    'A LooksAlive that is false is a suspicion; only what IsAlive said is held.
    If question = "isalive" Then
      Note "The DeepAlive agent says that the role is dead; 'deepalive status {{role}}' says why."
      held = False
    End If
    heard = Now
  ElseIf Holding() Then
    Note "The DeepAlive agent gives no answer (" & code & "): its last one holds for {{hold}} s."
    Ask = held
  Else
    'What cannot be read is not down: an agent that is gone must not fail over a site that serves.
    Ask = (WithoutAgent(code) <> 0)
  End If
End Function

'The program's exit code; -1 when it could not be run.
Function Run(program, words)
  Run = -1
  On Error Resume Next
  Run = CreateObject("WScript.Shell").Run("""" & folder & program & """ " & words, 0, True)
End Function

'A clock that was set back starts the time anew.
Function Holding()
  Dim current
  Holding = False
  If IsEmpty(heard) Then Exit Function
  current = Now
  If current < heard Then heard = current
  Holding = ((current - heard) * 86400 < {{hold}})
End Function

'A log that fails must not fail the role.
Sub Note(text)
  If text = noted Then Exit Sub
  noted = text
  On Error Resume Next
  Resource.LogInformation Left(Replace(Replace(text, vbCr, ""), vbLf, " "), 400)
End Sub

)";

constexpr std::string_view kFixedPolicy =
    R"('The policy without the agent, {{policy}}: 1 started, 0 not started.
Function WithoutAgent(code)
  Note "The DeepAlive agent gives no answer (" & code & "): {{policy}} by policy."
  WithoutAgent = {{answer}}
End Function
)";

constexpr std::string_view kBasicPolicy =
    R"('The policy without the agent, basic: 1 all of the role is started, 0 not all, -1 cannot be told.
Function WithoutAgent(code)
  Dim stopped, number, failure
  WithoutAgent = -1
  On Error Resume Next
  stopped = FirstStopped()
  number = Err.Number
  failure = Err.Description
  On Error GoTo 0
  If number <> 0 Then
    Note "The DeepAlive agent gives no answer (" & code & "), and IIS none either: 0x" & Hex(number) & " " & failure
  ElseIf stopped <> "" Then
    Note "The DeepAlive agent gives no answer (" & code & "), and this is not started: " & stopped
    WithoutAgent = 0
  Else
    Note "The DeepAlive agent gives no answer (" & code & "): all of the role is started."
    WithoutAgent = 1
  End If
End Function

'The first service, site or application pool of the role that is not started or not there; "" when all are.
Function FirstStopped()
  Dim manager, sites, pools
  FirstStopped = ""
  Set sites = CreateObject("Scripting.Dictionary")
  Set pools = CreateObject("Scripting.Dictionary")
{{names}}  If FirstStopped = "" And sites.Count + pools.Count > 0 Then
    Set manager = CreateObject("Microsoft.ApplicationHost.AdminManager")
    FirstStopped = FirstIn(manager, "sites", sites, pools)
    If FirstStopped = "" Then FirstStopped = FirstIn(manager, "applicationPools", pools, pools)
  End If
End Function

'Names as IIS compares them: without case.
Sub Want(names, name)
  names(LCase(name)) = name
End Sub

'A service manager that cannot be asked says nothing.
Function IsStopped(service)
  IsStopped = False
  On Error Resume Next
  IsStopped = (CreateObject("Shell.Application").IsServiceRunning(service) = False)
End Function

'Reads the section once, and no further than to the last name that is wanted. State 1 is "started".
Function FirstIn(manager, section, wanted, pools)
  Dim items, item, name, i
  FirstIn = ""
  If wanted.Count = 0 Then Exit Function
  Set items = manager.GetAdminSection("system.applicationHost/" & section, "MACHINE/WEBROOT/APPHOST").Collection
  For i = 0 To CLng(items.Count) - 1
    Set item = items.Item(i)
    name = LCase(item.GetPropertyByName("name").Value)
    If wanted.Exists(name) Then
      If item.GetPropertyByName("state").Value <> 1 Then
        FirstIn = section & ": " & wanted(name)
        Exit Function
      End If
{{pools_of_site}}      wanted.Remove name
      If wanted.Count = 0 Then Exit Function
    End If
  Next
  name = wanted.Items
  FirstIn = section & ": " & name(0) & " is not there"
End Function
{{want_pools}})";

// Where the configuration names no pools, they are those of the sites' applications.
constexpr std::string_view kPoolsOfSite =
    "      If section = \"sites\" Then WantPoolsOf item, pools\n";
constexpr std::string_view kWantPools = R"(
Sub WantPoolsOf(site, pools)
  Dim applications, i
  Set applications = site.Collection
  For i = 0 To CLng(applications.Count) - 1
    Want pools, applications.Item(i).GetPropertyByName("applicationPool").Value
  Next
End Sub
)";

constexpr std::string_view kService =
    "  If FirstStopped = \"\" And IsStopped({{name}}) Then FirstStopped = \"service: \" & "
    "{{name}}\n";
constexpr std::string_view kSite = "  Want sites, {{name}}\n";
constexpr std::string_view kAppPool = "  Want pools, {{name}}\n";

}  // namespace

const Language& vbscript() {
  static constexpr Language kLanguage{
      .literal = vbscript_literal,
      .script = kScript,
      .fixed_policy = kFixedPolicy,
      .basic_policy = kBasicPolicy,
      .pools_of_site = kPoolsOfSite,
      .want_pools = kWantPools,
      .service = kService,
      .site = kSite,
      .app_pool = kAppPool,
  };
  return kLanguage;
}

}  // namespace deepalive::cluster
