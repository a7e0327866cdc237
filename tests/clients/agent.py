"""A real agent with a simulated IIS, and a site behind it, for tests that are its clients.

Debian's python3 and its standard library only. Nothing here sleeps for a fixed time or picks a port: programs choose
theirs, and say so.
"""

import contextlib
import http.client
import http.server
import os
import pathlib
import re
import socket
import ssl
import subprocess
import threading
import time

PATIENCE = 20  # seconds for anything; a machine under load is slow, and nothing waits for this when all is well


def wait_until(look, what, patience=PATIENCE):
    """Looks again and again until it gives something true, and gives that."""
    deadline = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"in {patience} s not: {what}; the last look: {found!r}")
        time.sleep(0.01)


class Served:
    """Requests that a handler of http.server answers, each on a thread of its own; TLS if there is a context."""

    def __init__(self, handler, tls=None):
        class Quiet(handler):
            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):  # a client that goes, or refuses the certificate, is what is tested
                pass

        self._server = Server(("127.0.0.1", 0), Quiet)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Site(Served):
    """An application: answers its name with a status that can be changed. TLS if a certificate is given."""

    def __init__(self, name, certificate=None):
        self.status = 200
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = name.encode()
                self.send_response(site.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
        super().__init__(Handler, context)


class Program:
    """A child process whose lines are kept. Ends with the test."""

    def __init__(self, arguments, **options):
        self.lines = []
        self._process = subprocess.Popen(
            [str(a) for a in arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", **options)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))

    def line(self, pattern):
        """The first match of this among the lines, present or yet to come."""

        def look():
            found = next((m for m in (re.search(pattern, line) for line in list(self.lines)) if m), None)
            if not found and self._process.poll() is not None:
                self._reader.join()
                raise AssertionError("the program ended:\n" + "\n".join(self.lines))
            return found

        return wait_until(look, f"a line like {pattern}")

    def stop(self):
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reader.join()
        self._process.stdout.close()


class Agent:
    """`deepalive run`. roles: YAML of whatever stands at the configuration's top level beside agent and iis."""

    def __init__(self, binary, folder, iis, roles, agent_check=True):
        self._binary = binary
        self._folder = pathlib.Path(folder)
        self._folder.mkdir(parents=True)
        self.set_iis(iis)
        self._file = self._folder / "deepalive.yaml"
        self._file.write_text(
            "agent: {listen: ['127.0.0.1:0'], data_dir: .%s}\n"
            "iis: {provider: simulated, simulated_file: iis.yaml, interval: 50ms, timeout: 200ms}\n%s"
            % (", agent_check: ['127.0.0.1:0']" if agent_check else "", roles))
        self._program = Program([binary, "run", "--config", self._file], cwd=folder)
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(self.stop)
            self.port = int(self._program.line(r"page: http://127\.0\.0\.1:(\d+)/")[1])
            self.agent_check = None
            if agent_check:
                line = self._program.line(r"agent-check on 127\.0\.0\.1:(\d+)")
                self.agent_check = int(line[1])
            on_failure.pop_all()

    def set_iis(self, yaml):
        """Replaced at once, since the agent may read at any moment."""
        new = self._folder / "iis.new"
        new.write_text(yaml)
        os.replace(new, self._folder / "iis.yaml")

    def get(self, target, method="GET", headers=None):
        """(status, headers, body)"""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as client:
            client.request(method, target, headers=headers or {})
            response = client.getresponse()
            return response.status, response.headers, response.read().decode()

    def raw(self, request):
        """All that comes back until the agent closes."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as client:
            client.sendall(request)
            answer = b""
            while chunk := client.recv(65536):
                answer += chunk
            return answer.decode()

    def wait_for(self, role, verdict):
        line = ""

        def look():
            nonlocal line
            line = self.get(f"/health/{role}")[2]
            return f"verdict={verdict} " in line

        try:
            wait_until(look, "")
        except AssertionError:
            raise AssertionError(f"{role} should be {verdict}: {line}") from None

    def command(self, *words):
        subprocess.run([self._binary, *words, "--config", self._file], check=True, timeout=PATIENCE,
                       stdout=subprocess.DEVNULL)

    def log(self):
        return list(self._program.lines)

    def stop(self):
        self._program.stop()
