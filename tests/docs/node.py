"""The node that the pages speak of: the role shop with its site, pool, front page and database, and how each is broken.

An agent on Linux with a simulated IIS. What stands for the application and the database listens on ports of its own.
"""

import contextlib
import http.server
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "clients"))

from agent import PATIENCE, Agent, Site, wait_until  # noqa: E402

IIS = """services: {W3SVC: running, WAS: running}
sites:
  Shop: {id: 1, state: %(site)s, auto_start: true, app_pools: [ShopPool], bindings: ["http/*:80:shop.example.com"], physical_path: content}
app_pools:
  ShopPool: {state: %(pool)s, auto_start: true, start_mode: OnDemand, worker_processes: [%(workers)s]}
# %(generation)d
"""
ROLES = """defaults: {interval: 150ms, fast_interval: 50ms, timeout: 1s}
roles:
  shop:
    sites: [Shop]
    app_pools: [ShopPool]
    grace: 200ms
    checks:
      - name: front
        http: {url: "http://shop.example.com/health", connect_to: "127.0.0.1:%(front)d"}
        depends_on: [database]
      - name: database
        tcp: {address: "127.0.0.1:%(database)d"}
        scope: shared
"""
PLACEHOLDERS = {"ROLE": "shop", "CHECK": "front", "SITE": "Shop"}


# What the application says it is: the pages show answers of IIS.
http.server.BaseHTTPRequestHandler.server_version = "Microsoft-IIS/10.0"
http.server.BaseHTTPRequestHandler.sys_version = ""
http.server.BaseHTTPRequestHandler.protocol_version = "HTTP/1.1"
# Header and body in one piece: an incident keeps what was there of the body when the check failed.
http.server.BaseHTTPRequestHandler.wbufsize = 65536
ERROR_PAGE = "orders: no free connection to the database (100 of 100 in use)"


class Port:
    """Something that takes connections, or does not."""

    def __init__(self):
        self.number = 0
        self.open()

    def open(self):
        self._socket = socket.create_server(("127.0.0.1", self.number), backlog=128)
        self.number = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, args=(self._socket,), daemon=True).start()

    @staticmethod
    def _serve(listening):
        with contextlib.suppress(OSError):  # it was closed
            while True:
                listening.accept()[0].close()

    def close(self):
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class Node:
    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = pathlib.Path(folder) / "node"
        self._changes = 0
        self._database_is_down = False
        self.application = Site(ERROR_PAGE)
        self._database = Port()
        roles = ROLES % {"front": self.application.port, "database": self._database.number}
        self.agent = Agent(binary, self.folder, self._iis(), roles, agent_check=False)
        # The files that pages name.
        configuration = (self.folder / "deepalive.yaml").read_text()
        (self.folder / "new.yaml").write_text(configuration.replace("timeout: 1s}", "timeout: 1s, fall: 5}"))
        for made in ("content", "programs", "other"):
            (self.folder / made).mkdir()

    def _iis(self, site="started", pool="started", workers="4242"):
        self._changes += 1
        return IIS % {"site": site, "pool": pool, "workers": workers, "generation": self._changes}

    def bring_to(self, state):
        """From whatever the last block left."""
        self.run(["maintenance", "end", "shop"])
        self.agent.set_iis(self._iis())
        self.application.status = 200
        if self._database_is_down:
            self._database.open()
            self._database_is_down = False
        self.run(["role", "online", "shop", "--timeout", "20s"])
        self.agent.wait_for("shop", "healthy")
        before = self._incidents()
        verdict = "healthy"
        if state == "pool-stopped":
            self.agent.set_iis(self._iis(pool="stopped", workers=""))
            verdict = "unhealthy"
        elif state == "site-stopped":
            self.agent.set_iis(self._iis(site="stopped"))
            verdict = "unhealthy"
        elif state == "app-500":
            self.application.status = 500
            verdict = "unhealthy"
        elif state == "database-down":
            self._database.close()
            self._database_is_down = True
            self.application.status = 500
            verdict = "degraded"
            wait_until(lambda: "because of it" in self.agent.get("/health/shop")[2], "the database is the cause")
        elif state == "maintenance":
            self.run(["maintenance", "start", "shop", "--for", "30m", "--reason", "release 4.2"])
            verdict = "maintenance"
        elif state == "standby":
            self.run(["role", "offline", "shop"])
            verdict = "standby"
        elif state != "healthy":
            raise AssertionError(f"no state '{state}' of the node is known here")
        self.agent.wait_for("shop", verdict)
        if verdict in ("unhealthy", "degraded"):
            wait_until(lambda: self._incidents() != before, "the incident is kept")
        if verdict == "standby":
            wait_until(lambda: "ready to start here" in self.agent.get("/health/shop")[2], "it could start here")

    def _incidents(self):
        return re.findall(r'"incident":"([^"]+)"', self.run(["history", "shop", "--json"]).stdout)

    def _incident(self):
        """The name of the newest one; that of a node on which nothing was ever broken says so."""
        return (self._incidents() or ["none-kept"])[-1]

    def words(self, words):
        """As they are written in a page, for this node."""
        return [self._word(word) for word in words]

    def _word(self, word):
        word = re.sub(r"^\d{8}T\d{9}-\w+$|^NAME$|^INCIDENT$", lambda _: self._incident(), word)
        word = re.sub(r"\b(ROLE|CHECK|SITE)\b", lambda name: PLACEHOLDERS[name[0]], word)
        for begin, folder in ((r"C:\ProgramData\DeepAlive", self.folder), (r"C:\Program Files\DeepAlive", self.folder / "programs"),
                              (r"%ProgramData%\DeepAlive", self.folder)):
            if word.startswith(begin):
                return str(folder) + word[len(begin):].replace("\\", "/")
        return word

    def run(self, words, cwd=None):
        """As somebody types it in the node's folder."""
        words = [str(word) for word in words]
        if words[:1] == ["run"] or "--watch" in words:
            return self._run_until_it_speaks(words)
        given = "correct horse\ncorrect horse\n"  # to what asks for a password, or for a secret
        where = cwd or self.folder
        if words[:2] == ["config", "init"] and not any(word in words for word in ("--out", "--simulated")):
            where = self.folder / "other"  # a node that has no configuration yet
            shutil.rmtree(where, ignore_errors=True)
            where.mkdir()
            words += ["--simulated", str(self.folder / "iis.yaml")]
        return subprocess.run([self.binary, *words], cwd=where, input=given, capture_output=True, text=True,
                              timeout=PATIENCE, env={**os.environ, "COLUMNS": "200"})

    def _run_until_it_speaks(self, words):
        """What goes on until Ctrl-C: its first line, then Ctrl-C. An agent gets a folder of its own."""
        where = self.folder
        if words[0] == "run":
            where = self.folder / "other"
            shutil.rmtree(where, ignore_errors=True)
            where.mkdir()
            for name in ("deepalive.yaml", "iis.yaml"):
                shutil.copy(self.folder / name, where)
            words = ["run", "--config", "deepalive.yaml"]
        with subprocess.Popen([self.binary, *words], cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True) as program:
            first = program.stdout.readline()
            program.send_signal(signal.SIGINT)
            rest = program.communicate(timeout=PATIENCE)[0]
        code = 0 if program.returncode in (-signal.SIGINT, 130) else program.returncode
        return subprocess.CompletedProcess(words, code, first + rest, "")

    def close(self):
        self.agent.stop()
        self.application.stop()
        self._database.close()
