'DeepAlive: Generic Script of the role shop. Generated: change the configuration, then generate it anew.
'
'It asks the agent by the class DeepAlive.Cluster, where that is not registered by a small program, and never opens the
'agent's pipe itself: a script's read has no deadline, so a frozen agent would hang the cluster's host, and a script lets
'whoever took the pipe's name act as this account.
Option Explicit

Dim folder, role, pipe, class_object, held, heard, said, noted
folder = "C:\Program Files\DeepAlive\"
role = "shop"
pipe = "deepalive"
held = True 'what the agent last said, while it gives no answer
'heard: when that was; empty before the first answer
noted = "" 'the last state in the log, so that a state is logged once and not at each poll

'Called on each node that may have the role, and before each Online and Terminate: it is not, or not yet, here. Where it
'is here all the same, the next question tells the agent.
Function Open()
  AskAgent "standby"
  Open = True
End Function

Function Close()
  Close = True
End Function

Function Online()
  Dim code
  Online = False
  code = Run("deepalive.exe", "role online shop --timeout 150s")
  If code = 0 Then
    held = True
    heard = Now
    Online = True
  ElseIf code = 2 Then
    Note "DeepAlive could not bring the role online; 'deepalive status shop' says why.", ""
  Else
    Online = (WithoutAgent(code) = 1)
  End If
End Function

Function Offline()
  Offline = False
  Offline = Leave("role offline shop --timeout 60s")
End Function

Function Terminate()
  Terminate = False
  Terminate = Leave("role terminate shop --timeout 60s")
End Function

'An agent that is gone must not keep the role on this node; that its sites were not stopped is in the log.
Function Leave(words)
  Dim code
  code = Run("deepalive.exe", words)
  If code <> 0 Then Note "DeepAlive could not stop the role's sites (" & code & ").", ""
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

'0 alive, 1 alive and degraded, 3 alive and not known, 2 dead. Any other is no answer.
Function Ask(question)
  Dim code
  Ask = False
  code = AskAgent(question)
  If code = 0 Or code = 1 Or code = 3 Then
    If noted <> "" Then Note "The DeepAlive agent says that the role is alive.", ""
    noted = ""
    held = True
    heard = Now
    Ask = True
  ElseIf code = 2 Then
    'A LooksAlive that is false is a suspicion; only what IsAlive said is held.
    If question = "isalive" Then
      Note "The DeepAlive agent says that the role is dead; 'deepalive status shop' says more.", said
      held = False
    End If
    heard = Now
  ElseIf Holding() Then
    Note "The DeepAlive agent gives no answer (" & code & "): its last one holds for 30 s.", said
    Ask = held
  Else
    'What cannot be read is not down: an agent that is gone must not fail over a site that serves.
    Ask = (WithoutAgent(code) <> 0)
  End If
End Function

'The code of the answer; why is in 'said' then, if the class told it.
Function AskAgent(question)
  AskAgent = -1
  said = ""
  On Error Resume Next
  AskAgent = ClassObject().Ask(question, role, pipe, 300)
  If Err.Number = 0 Then
    said = " Because: " & ClassObject().Said
  Else
    AskAgent = Run("deepalive_ask.exe", question & " shop --pipe deepalive --timeout 300")
  End If
End Function

'Kept, so that its connection to the agent is.
Function ClassObject()
  If Not IsObject(class_object) Then Set class_object = CreateObject("DeepAlive.Cluster")
  Set ClassObject = class_object
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
  Holding = ((current - heard) * 86400 < 30)
End Function

'A log that fails must not fail the role. 'more' is no part of the state.
Sub Note(state, more)
  If state = noted Then Exit Sub
  noted = state
  On Error Resume Next
  Resource.LogInformation Left(Replace(Replace(state & more, vbCr, ""), vbLf, " "), 400)
End Sub

'The policy without the agent, basic: 1 all of the role is started, 0 not all, -1 cannot be told.
Function WithoutAgent(code)
  Dim silent, stopped, number, failure
  silent = "The DeepAlive agent gives no answer (" & code & ")"
  WithoutAgent = -1
  On Error Resume Next
  stopped = ClassObject().FirstStopped("W3SVC/WAS", "Shop", "", 5000)
  number = Err.Number
  failure = Err.Description
  On Error GoTo 0
  If Not IsObject(class_object) Then
    Note silent & ", and without the class DeepAlive.Cluster nobody asks IIS: 'deepalive service install' registers it.", ""
  ElseIf number <> 0 Then
    Note silent & ", and IIS none either:", " " & failure & "." & said
  ElseIf stopped <> "" Then
    Note silent & ", and this is not started: " & stopped, said
    WithoutAgent = 0
  Else
    Note silent & ": all of the role is started.", said
    WithoutAgent = 1
  End If
End Function
