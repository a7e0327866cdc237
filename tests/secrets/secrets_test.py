"""A real agent whose configuration has a word of its own in every place that takes a secret, once with sites that are
well and once with all that fails. The words arrive where they are sent, and are looked for everywhere else: commands,
page, API, metrics, logs (debug), events, journal, incidents, state."""

import base64
import contextlib
import http.server
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import agent as clients

BINARY = os.environ["DEEPALIVE_BINARY"]
PLACES = ("user", "password", "bearer", "authorization", "cookie", "key", "header", "query", "body", "argument", "file")
SECRETS = {place: f"sentinel{place}5a7e" for place in PLACES}

CONFIGURATION = """\
agent:
  listen: ["127.0.0.1:0"]
  data_dir: data
  log: {level: trace, file: logs/agent.log, events: events.jsonl}
iis: {provider: simulated, simulated_file: iis.yaml, interval: 50ms, timeout: 1s}
defaults: {interval: 100ms, fast_interval: 20ms, fall: 2}
roles:
  shop:
    sites: [Shop]
    grace: 0s
    checks:
      - name: basic
        http: {url: "http://a.example.com/basic", connect_to: "127.0.0.1:PORT",
               auth: {basic: {username: "${env:S_USER}", password: "${env:S_PASSWORD}"}}}
      - name: bearer
        http: {url: "http://a.example.com/bearer", connect_to: "127.0.0.1:PORT", auth: {bearer: "${env:S_BEARER}"},
               expect: {json: [{pointer: /a, equals: b}]}}
      - name: headers
        http:
          url: http://a.example.com/headers
          connect_to: 127.0.0.1:PORT
          headers: {Authorization: "Bearer ${env:S_AUTHORIZATION}", Cookie: "a=${env:S_COOKIE}",
                    X-Api-Key: "${env:S_KEY}", X-Other: "${env:S_HEADER}", X-File: "${file:secret.txt}"}
          expect: {body_matches: "fine", headers: [{name: X-Answer, matches: "^fine"}]}
      - name: query
        http: {url: "http://a.example.com/query?token=${env:S_QUERY}", connect_to: "127.0.0.1:PORT"}
      - name: moved
        http: {url: "http://a.example.com/moved?token=${env:S_QUERY}", connect_to: "127.0.0.1:PORT", follow_redirects: 2}
      - name: body
        http: {url: "http://a.example.com/body", connect_to: "127.0.0.1:PORT", method: POST, body: "token=${env:S_BODY}"}
      - name: refused
        http: {url: "http://127.0.0.1:1/refused?token=${env:S_QUERY}", auth: {bearer: "${env:S_BEARER}"}}
      - name: program
        command: {run: [/bin/sh, -c, "[ -e well ]", sh, "${env:S_ARGUMENT}"]}
"""

# A place where each value is wrong, so that an error tells of it.
WRONG = """\
agent: {listen: ["${env:S_USER}"], pipe: "${env:S_USER} x"}
roles:
  shop:
    sites: [A]
    checks:
      - {name: a, http: {url: "ftp://${env:S_QUERY}/", headers: {X-A: "${env:S_HEADER}\\n"}, method: "x${env:S_KEY}"}}
      - {name: b, http: {url: "http://a/", auth: {basic: {username: "${env:S_USER}:", password: "${env:S_PASSWORD}\\n"}}}}
      - {name: c, http: {url: "http://a/", auth: {bearer: "${env:S_BEARER}\\n"}, ip: "${env:S_KEY}"}}
      - {name: d, interval: "${env:S_BODY}", command: {run: [a, "${env:S_ARGUMENT}\\n"]}}
      - {name: e, http: {url: "http://a/", expect: {body_matches: "(${file:secret.txt}", status: ["${env:S_KEY}"]}}}
"""


class Site(clients.Served):
    """Remembers all that it is sent; answers what the checks expect, or 500."""

    def __init__(self):
        self.well = True
        self.taken = ""
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                basic = re.match("Basic (.*)", self.headers.get("Authorization", ""))
                site.taken += "\n".join([self.requestline, str(self.headers), body,
                                         base64.b64decode(basic[1]).decode() if basic else ""])
                moved = self.path.startswith("/moved")
                self.send_response((302 if moved else 200) if site.well else 500)
                if moved:
                    self.send_header("Location", self.path.replace("/moved", "/query"))
                self.send_header("X-Answer", "fine")
                self.end_headers()
                self.wfile.write(b'{"a": "b", "is": "fine"}')

            do_POST = do_GET

        super().__init__(Handler)


class Secrets(unittest.TestCase):
    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.site = Site()
        stack.callback(self.site.stop)
        self.file = self.folder / "deepalive.yaml"
        self.file.write_text(CONFIGURATION.replace("PORT", str(self.site.port)))
        (self.folder / "iis.yaml").write_text("sites: {Shop: {}}\n")
        (self.folder / "secret.txt").write_text(SECRETS["file"] + "\n")
        (self.folder / "secret.txt").chmod(0o644)
        (self.folder / "well").touch()
        self.environment = {**os.environ, **{f"S_{place.upper()}": word for place, word in SECRETS.items()}}
        self.stack = stack

    def assert_clean(self, where, text):
        """Also in base64, as in a header."""
        text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        pair = base64.b64encode(f"{SECRETS['user']}:{SECRETS['password']}".encode()).decode()
        for place, word in [*SECRETS.items(), ("basic", pair)]:
            at = text.find(word)
            if at >= 0:
                self.fail(f"the {place} stands in {where}: …{text[max(0, at - 200):at + 60]}…")

    def command(self, *words, file=None):
        done = subprocess.run([BINARY, *words, "--config", file or self.file], env=self.environment, cwd=self.folder,
                              capture_output=True, timeout=clients.PATIENCE)
        self.assert_clean(" ".join(words), done.stdout + done.stderr)
        if not file:  # bad command line, no agent, failed, bad configuration: nothing was shown
            self.assertNotIn(done.returncode, (64, 69, 70, 78), f"{words}: {done.stderr}")
        return done.stdout.decode()

    def start(self):
        program = clients.Program([BINARY, "run", "--config", self.file], env=self.environment, cwd=self.folder)
        self.stack.callback(program.stop)
        self.address = program.line(r"page: http://(127\.0\.0\.1:\d+)/")[1]
        return program

    def get(self, target):
        connection = clients.http.client.HTTPConnection(self.address, timeout=clients.PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", target)
            text = connection.getresponse().read()
        self.assert_clean(f"GET {target}", text)
        return text.decode()

    def look_everywhere(self):
        for target in ("/", "/metrics", "/api/v1/status", "/api/v1/roles/shop", "/api/v1/history", "/health/shop",
                       "/badge/shop.svg", *(f"/probe?target=shop/{check}" for check in ("query", "bearer", "program"))):
            self.get(target)
        for words in (("status",), ("status", "--json"), ("history",), ("history", "--json"), ("ask", "isalive", "shop"),
                      ("config", "show"), ("config", "check"), ("replay",), ("replay", "--json")):
            self.command(*words)
        for check in re.findall(r"- name: (\w+)", self.file.read_text()):
            self.command("probe", f"shop/{check}")
            self.command("probe", f"shop/{check}", "--json")

    def test_stand_nowhere_but_where_they_are_sent(self):
        # The one that is refused is never well.
        self.file.write_text(re.sub(r"      - name: refused\n.*\n", "", self.file.read_text()))
        program = self.start()
        clients.wait_until(lambda: "verdict=healthy" in self.get("/health/shop"), "healthy")
        self.look_everywhere()
        sent = set(PLACES) - {"argument"}
        clients.wait_until(lambda: all(SECRETS[place] in self.site.taken for place in sent), "all that is to be sent")
        self.site.well = False
        (self.folder / "well").unlink()
        clients.wait_until(lambda: "verdict=unhealthy" in self.get("/health/shop"), "unhealthy")
        self.look_everywhere()
        incidents = clients.wait_until(
            lambda: [found["incident"] for found in self.transitions() if found.get("incident")], "an incident")
        for incident in incidents:
            self.get(f"/api/v1/incidents/{incident}")
            self.command("incident", incident)
            self.command("incident", incident, "--json")
        program.stop()
        self.look_at_files(program, {"logs", "data", "events.jsonl"})
        log = (self.folder / "logs/agent.log").read_text()
        self.assertIn("secret.txt' can be read by everyone; if it holds a secret: chmod 600", log)

    def test_stand_in_no_error_of_a_page_that_nobody_serves(self):
        self.site.well = False
        program = self.start()
        clients.wait_until(lambda: "verdict=unhealthy" in self.get("/health/shop"), "unhealthy")
        clients.wait_until(lambda: "connect_refused" in self.get("/api/v1/status"), "the refused one")
        self.look_everywhere()
        program.stop()
        self.look_at_files(program, {"logs", "data", "events.jsonl"})

    def test_stand_in_no_error_of_a_configuration(self):
        wrong = self.folder / "wrong.yaml"
        wrong.write_text(WRONG)
        for words in (("config", "check"), ("config", "show"), ("run",), ("probe", "shop/a")):
            self.command(*words, file=wrong)
        self.assert_clean("events.jsonl", b"".join(f.read_bytes() for f in self.folder.rglob("*.jsonl")))

    def transitions(self):
        history = json.loads(self.get("/api/v1/history"))
        return history if isinstance(history, list) else history.get("transitions", [])

    def look_at_files(self, program, needed):
        self.assert_clean("what the agent printed", "\n".join(program.lines))
        seen = set()
        for file in self.folder.rglob("*"):
            if file.is_file() and file.name not in ("deepalive.yaml", "secret.txt"):
                self.assert_clean(str(file.relative_to(self.folder)), file.read_bytes())
                seen.add(file.relative_to(self.folder).parts[0])
        self.assertLessEqual(needed, seen)


if __name__ == "__main__":
    unittest.main()
