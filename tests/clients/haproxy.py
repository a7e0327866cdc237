"""A real HAProxy that balances two sites, as its administrator sees and steers it."""

import contextlib
import csv
import io
import pathlib
import socket

from agent import PATIENCE, Program, wait_until


def _exchange(path, request):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(PATIENCE)
        client.connect(str(path))
        client.sendall(request)
        answer = b""
        while chunk := client.recv(65536):
            answer += chunk
        return answer.decode()


class HAProxy:
    """backends: by name, what stands in each. Each has a front of its own; all sockets are files in the folder."""

    def __init__(self, folder, backends):
        self._folder = pathlib.Path(folder)
        self._folder.mkdir(parents=True)
        self._control = self._folder / "control.sock"
        text = f"""
global
  stats socket unix@{self._control} level admin
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 10s
"""
        for name, lines in backends.items():
            text += f"frontend of_{name}\n  bind unix@{self._front(name)}\n  default_backend {name}\n"
            text += f"backend {name}\n" + "".join(f"  {line}\n" for line in lines)
        file = self._folder / "haproxy.cfg"
        file.write_text(text)
        self._program = Program(["/usr/sbin/haproxy", "-db", "-f", file])
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(self.stop)
            wait_until(self._listens, "HAProxy runs: " + "\n".join(self._program.lines))
            on_failure.pop_all()

    def _front(self, backend):
        return self._folder / f"{backend}.sock"

    def _listens(self):
        try:
            return self.command("show info")
        except OSError:
            return None

    def command(self, line):
        return _exchange(self._control, line.encode() + b"\n")

    def server(self, backend, name):
        """What HAProxy's page shows of it."""
        table = self.command("show stat").removeprefix("# ")
        return next(row for row in csv.DictReader(io.StringIO(table))
                    if (row["pxname"], row["svname"]) == (backend, name))

    def wait_for(self, backend, server, **fields):
        """Until the server's row has these values: status="DOWN", weight="50"."""
        def look():
            row = self.server(backend, server)
            return all(row[key] == value for key, value in fields.items()) and row

        try:
            return wait_until(look, "")
        except AssertionError:
            row = {key: value for key, value in self.server(backend, server).items() if value}
            raise AssertionError(f"{backend}/{server} should have {fields}: {row}") from None

    def request(self, backend):
        """The body of what a client gets, which is the name of the site, or the status line of an error."""
        answer = _exchange(self._front(backend), b"GET / HTTP/1.0\r\n\r\n")
        head, _, body = answer.partition("\r\n\r\n")
        return body if " 200 " in head.split("\r\n")[0] else head.split("\r\n")[0]

    def share(self, backend, requests=30):
        """How many of these requests each site got."""
        counts = {}
        for _ in range(requests):
            answer = self.request(backend)
            counts[answer] = counts.get(answer, 0) + 1
        return counts

    def stop(self):
        self._program.stop()
