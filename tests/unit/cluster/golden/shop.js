// DeepAlive: Generic Script of the role shop. Generated: change the configuration, then generate it anew.
//
// It asks the agent by the class DeepAlive.Cluster, where that is not registered by a small program, and never opens the
// agent's pipe itself: a script's read has no deadline, so a frozen agent would hang the cluster's host, and a script
// lets whoever took the pipe's name act as this account.
var folder = 'C:\\Program Files\\DeepAlive\\';
var role = 'shop';
var pipe = 'deepalive';
var class_object = null;
var held = true; // what the agent last said, while it gives no answer
var heard = null; // when that was
var said = ''; // why, if the class told it
var noted = ''; // the last state in the log, so that a state is logged once and not at each poll

// Called on each node that may have the role, and before each Online and Terminate: it is not, or not yet, here. Where it
// is here all the same, the next question tells the agent.
function Open() {
  AskAgent('standby');
  return true;
}

function Close() {
  return true;
}

function Online() {
  var code = Run('deepalive.exe', 'role online shop --timeout 150s');
  if (code === 0) {
    held = true;
    heard = new Date().getTime();
    return true;
  }
  if (code === 2) {
    Note("DeepAlive could not bring the role online; 'deepalive status shop' says why.", '');
    return false;
  }
  return WithoutAgent(code) === 1;
}

function Offline() {
  return Leave('role offline shop --timeout 60s');
}

function Terminate() {
  return Leave('role terminate shop --timeout 60s');
}

// An agent that is gone must not keep the role on this node; that its sites were not stopped is in the log.
function Leave(words) {
  var code = Run('deepalive.exe', words);
  if (code !== 0) Note('DeepAlive could not stop the role\'s sites (' + code + ').', '');
  return code !== 2;
}

function LooksAlive() {
  return Ask('looksalive');
}

function IsAlive() {
  return Ask('isalive');
}

// 0 alive, 1 alive and degraded, 3 alive and not known, 2 dead. Any other is no answer.
function Ask(question) {
  var code = AskAgent(question);
  if (code === 0 || code === 1 || code === 3) {
    if (noted !== '') Note('The DeepAlive agent says that the role is alive.', '');
    noted = '';
    held = true;
    heard = new Date().getTime();
    return true;
  }
  if (code === 2) {
    // A LooksAlive that is false is a suspicion; only what IsAlive said is held.
    if (question === 'isalive') {
      Note("The DeepAlive agent says that the role is dead; 'deepalive status shop' says more.", said);
      held = false;
    }
    heard = new Date().getTime();
    return false;
  }
  if (Holding()) {
    Note('The DeepAlive agent gives no answer (' + code + '): its last one holds for 30 s.', said);
    return held;
  }
  // What cannot be read is not down: an agent that is gone must not fail over a site that serves.
  return WithoutAgent(code) !== 0;
}

// The code of the answer; why is in 'said' then, if the class told it.
function AskAgent(question) {
  said = '';
  try {
    var code = ClassObject().Ask(question, role, pipe, 300);
    said = ' Because: ' + ClassObject().Said();
    return code;
  } catch (failure) {
    return Run('deepalive_ask.exe', question + ' shop --pipe deepalive --timeout 300');
  }
}

// Kept, so that its connection to the agent is.
function ClassObject() {
  if (class_object === null) class_object = new ActiveXObject('DeepAlive.Cluster');
  return class_object;
}

// The program's exit code; -1 when it could not be run.
function Run(program, words) {
  try {
    return new ActiveXObject('WScript.Shell').Run('"' + folder + program + '" ' + words, 0, true);
  } catch (failure) {
    return -1;
  }
}

// A clock that was set back starts the time anew.
function Holding() {
  if (heard === null) return false;
  var now = new Date().getTime();
  if (now < heard) heard = now;
  return now - heard < 30 * 1000;
}

// A log that fails must not fail the role. 'more' is no part of the state.
function Note(state, more) {
  if (state === noted) return;
  noted = state;
  try {
    Resource.LogInformation((state + more).replace(/\r?\n/g, ' ').substr(0, 400));
  } catch (failure) {
  }
}

// The policy without the agent, basic: 1 all of the role is started, 0 not all, -1 cannot be told.
function WithoutAgent(code) {
  var silent = 'The DeepAlive agent gives no answer (' + code + ')';
  var stopped;
  try {
    stopped = ClassObject().FirstStopped('W3SVC/WAS', 'Shop', '', 5000);
  } catch (failure) {
    if (class_object === null) {
      Note(silent + ", and without the class DeepAlive.Cluster nobody asks IIS: 'deepalive service install' registers it.", '');
    } else {
      Note(silent + ', and IIS none either:', ' ' + failure.message + '.' + said);
    }
    return -1;
  }
  if (stopped !== '') {
    Note(silent + ', and this is not started: ' + stopped, said);
    return 0;
  }
  Note(silent + ': all of the role is started.', said);
  return 1;
}
