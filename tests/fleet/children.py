"""Programs that a test starts: none outlives the test, and each listens on a port of its own choice."""

import ctypes
import os
import pathlib
import signal
import subprocess
import threading
import time

PR_SET_PDEATHSIG = 1
LISTENING = "0A"  # in /proc/net/tcp
_libc = ctypes.CDLL(None)


def wait_until(what, condition, seconds=30, seen=lambda: "nothing more"):
    """The condition's value once it is true. It is asked 20 times a second; `seen` says what was there instead."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {seconds} s there is still no {what}; there is {seen()}")
        time.sleep(0.05)
    return value


class Child:
    """A running program; its output goes to a file."""

    def __init__(self, command, package, log):
        program = pathlib.Path(command[0])
        if not program.exists():
            raise SystemExit(f"{program} is missing: ./dev test installs it (apt-get install {package})")
        self.log = pathlib.Path(log)
        with open(log, "ab") as output:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self.log.parent,
                preexec_fn=lambda: _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL))
        self.pid = self._process.pid

    def printed(self, text):
        """The newest line of the output that has this text, or None."""
        self._check()
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if text in line]
        return lines[-1] if lines else None

    def listening_port(self):
        """The port on which it listens, as the kernel knows it."""
        return wait_until(f"port of {self.log.stem}", self._listening_port)

    def _listening_port(self):
        self._check()
        process = pathlib.Path(f"/proc/{self.pid}")
        sockets = set()
        for descriptor in (process / "fd").iterdir():
            try:
                sockets.add(os.readlink(descriptor))
            except OSError:
                pass  # closed meanwhile
        for table in ("tcp", "tcp6"):
            for line in (process / "net" / table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENING and f"socket:[{fields[9]}]" in sockets:
                    return int(fields[1].rsplit(":", 1)[1], 16)
        return None

    def used(self):
        """Seconds of processor time so far, and the most memory it has held, in MiB."""
        stat = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        seconds = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return seconds, int(peak.split()[1]) / 1024

    def reload(self):
        self._process.send_signal(signal.SIGHUP)

    def end(self, number=signal.SIGTERM):
        """Its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        try:
            return self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _check(self):
        if self._process.poll() is not None:
            raise RuntimeError(f"{self.log.stem} has ended with {self._process.returncode}:\n"
                               + self.log.read_text(errors="replace")[-2000:])


def end_all(children):
    """All at once: each may take its time to end."""
    threads = [threading.Thread(target=child.end) for child in children]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
