// DeepAlive: Generic Script of the role shop. Generated: change the configuration, then generate it anew.
//
// It runs a small program instead of opening the agent's pipe itself: a script's read has no deadline, so a frozen
// agent would hang the cluster's host, and a script lets whoever took the pipe's name act as this account.
var folder = 'C:\\Program Files\\DeepAlive\\';
var held = true; // what the agent last said, while it gives no answer
var heard = null; // when that was
var noted = ''; // the last line of the log, so that a state is logged once and not at each poll

function Open() {
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
    Note("DeepAlive could not bring the role online; 'deepalive status shop' says why.");
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
  if (code !== 0) Note('DeepAlive could not stop the role\'s sites (' + code + ').');
  return code !== 2;
}

function LooksAlive() {
  return Ask('looksalive');
}

function IsAlive() {
  return Ask('isalive');
}

// Exit codes: 0 alive, 1 alive and degraded, 3 alive and not known, 2 dead. Any other is no answer.
function Ask(question) {
  var code = Run('deepalive_ask.exe', question + ' shop --pipe deepalive --timeout 300');
  if (code === 0 || code === 1 || code === 3) {
    if (noted !== '') Note('The DeepAlive agent says that the role is alive.');
    noted = '';
    held = true;
    heard = new Date().getTime();
    return true;
  }
  if (code === 2) {
    // A LooksAlive that is false is a suspicion; only what IsAlive said is held.
    if (question === 'isalive') {
      Note("The DeepAlive agent says that the role is dead; 'deepalive status shop' says why.");
      held = false;
    }
    heard = new Date().getTime();
    return false;
  }
  if (Holding()) {
    Note('The DeepAlive agent gives no answer (' + code + '): its last one holds for 30 s.');
    return held;
  }
  // What cannot be read is not down: an agent that is gone must not fail over a site that serves.
  return WithoutAgent(code) !== 0;
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

// A log that fails must not fail the role.
function Note(text) {
  if (text === noted) return;
  noted = text;
  try {
    Resource.LogInformation(text.replace(/\r?\n/g, ' ').substr(0, 400));
  } catch (failure) {
  }
}

// The policy without the agent, dead: 1 started, 0 not started.
function WithoutAgent(code) {
  Note('The DeepAlive agent gives no answer (' + code + '): dead by policy.');
  return 0;
}
