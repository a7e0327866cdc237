"""Each of config/samples: `config check` has nothing to say, and an agent that is started with it reaches the verdict
that its comments tell of, in good times and bad. What a sample says of places (ports, 127.0.0.1, the database) is put
onto this machine by replacing just that."""

import base64
import contextlib
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

import agent as clients
import yaml
from sites import Listener, Sites, certificates

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "config/samples"
BINARY = os.environ["DEEPALIVE_BINARY"]
HEAD = """\
iis: {provider: simulated, simulated_file: iis.yaml, interval: 100ms, timeout: 2s}
defaults: {interval: 200ms, fast_interval: 50ms}
"""


class Node:
    """The agent with one sample, and all that it looks at."""

    def __init__(self, sample, stack):
        self.folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self._certificates()
        self.site = Sites()
        self.https = Sites(self.folder / "certificates", wants_certificate=sample == "client-certificate.yaml")
        self.database = Listener()
        for part in (self.site, self.https, self.database):
            stack.callback(part.stop)
        for file in SAMPLES.iterdir():
            shutil.copy(file, self.folder)
        self.file = self.folder / sample
        self.file.write_text(self._here(self.file.read_text()))
        (self.folder / "secrets").mkdir()
        self.write_secret("secrets/password.txt", "change me\n")
        self._iis(yaml.safe_load(self.file.read_text()))
        self.environment = {
            **os.environ, "DEEPALIVE_API_TOKEN": "sample-token", "DEEPALIVE_ADDRESS": "127.0.0.1",
            "SSL_CERT_FILE": str(self.folder / "certificates/ca.pem"), "NO_PROXY": "*"}

    def write_secret(self, name, text):
        with open(os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)

    def _certificates(self):
        folder = self.folder / "certificates"
        folder.mkdir()
        certificates(folder)
        shutil.copy(folder / "server.pem", folder / "server.crt")

    def _here(self, text):
        def port(match):
            return match[0] + f":{(self.https if match[1] == 'https' else self.site).port}"

        text = re.sub(r"url: (https?)://\S+\n(?: +#.*\n)* +connect_to: 127\.0\.0\.1(?=\n)", port, text)
        text = text.replace("db.example.com:1433", f"127.0.0.1:{self.database.port}")
        text = text.replace(":9847", ":0").replace('"0.0.0.0:', '"127.0.0.1:')
        if "\nagent:" not in text:
            text += "\nagent: {listen: ['127.0.0.1:0']}\n"
        return text + HEAD

    def _iis(self, configuration):
        sites = {}
        for role in configuration["roles"].values():
            for site in role["sites"]:
                (self.folder / "content" / site).mkdir(parents=True)
                sites[site] = {"app_pools": role.get("app_pools", ["Pool"]), "physical_path": f"content/{site}"}
        pools = {pool: {} for site in sites.values() for pool in site["app_pools"]}
        (self.folder / "iis.yaml").write_text(yaml.safe_dump({"sites": sites, "app_pools": pools}))
        (self.folder / "share").mkdir()
        (self.folder / "share/applicationHost.config").write_text(
            "<configuration><system.applicationHost><sites/></system.applicationHost></configuration>")
        (self.folder / "redirection.config").write_text(
            '<configuration><configurationRedirection enabled="true" path="%s"/></configuration>' % (self.folder / "share"))

    def command(self, *words):
        return subprocess.run([BINARY, *words, "--config", self.file], env=self.environment, capture_output=True,
                              text=True, timeout=30, cwd=self.folder)

    def run(self, stack):
        program = clients.Program([BINARY, "run", "--config", self.file], env=self.environment, cwd=self.folder)
        stack.callback(program.stop)
        self.page = program.line(r"page: (https?://127\.0\.0\.1:\d+)/")[1]

    def get(self, path, user=None):
        request = urllib.request.Request(self.page + path)
        if user:
            request.add_header("Authorization", "Basic " + base64.b64encode(user.encode()).decode())
        context = ssl.create_default_context(cafile=self.folder / "certificates/ca.pem")
        context.check_hostname = False
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
        try:
            with opener.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait_for(self, role, verdict, what="", user=None, patience=clients.PATIENCE):
        return clients.wait_until(
            lambda: (lambda line: line if f"verdict={verdict} " in line and what in line else "")(
                self.get(f"/health/{role}", user)[1]),
            f"{role} {verdict} {what}: {self.get(f'/health/{role}', user)}", patience)


class Samples(unittest.TestCase):
    tried = set()

    def node(self, sample):
        Samples.tried.add(sample)
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        node = Node(sample, stack)
        checked = node.command("config", "check")
        self.assertEqual((checked.returncode, checked.stderr), (0, ""), checked.stdout)
        node.run(stack)
        return node

    def test_one_site(self):
        node = self.node("one-site.yaml")
        node.wait_for("shop", "healthy")
        self.assertIn(("shop.example.com", "/health", None), node.site.seen)
        node.site.down.add("/health")
        node.wait_for("shop", "unhealthy", "status_unexpected")

    def test_bindings_each_with_its_name(self):
        node = self.node("bindings-sni.yaml")
        node.wait_for("shop", "healthy")
        for name in ("shop.example.com", "www.brand.example"):
            clients.wait_until(lambda: (name, "/health", name) in node.https.seen, f"a look at {name} by that name")

    def test_client_certificate(self):
        self.node("client-certificate.yaml").wait_for("partners", "healthy")

    def test_json_health(self):
        node = self.node("json-health.yaml")
        node.wait_for("api", "healthy")
        node.site.database = "down"
        node.wait_for("api", "unhealthy", "json_unexpected")

    def test_shared_database(self):
        node = self.node("shared-database.yaml")
        node.wait_for("shop", "healthy")
        node.database.stop()
        node.site.down.add("/health")
        node.wait_for("shop", "degraded", "connect_refused")

    def test_groups(self):
        node = self.node("groups.yaml")
        node.wait_for("portal", "healthy")
        node.site.down.add("/help/health")
        node.wait_for("portal", "degraded")
        node.site.down.add("/search/health")
        node.wait_for("portal", "unhealthy")

    def test_load_balancer(self):
        node = self.node("load-balancer.yaml")
        node.wait_for("shop", "healthy")
        self.assertEqual(node.get("/health/shop")[0], 200)
        node.site.down.add("/health")
        node.wait_for("shop", "unhealthy")
        self.assertEqual(node.get("/health/shop")[0], 503)

    def test_files_only(self):
        node = self.node("files-only.yaml")
        # A check's first look is somewhere in its first interval: 30 s here.
        node.wait_for("archive", "healthy", patience=30 + clients.PATIENCE)
        self.assertEqual(node.site.seen, [], "nobody is asked for a page")
        restarted = self.node("files-only.yaml")
        shutil.rmtree(restarted.folder / "content")
        looked = restarted.command("probe", "archive/content")
        self.assertEqual(looked.returncode, 2, looked.stdout)

    def test_negotiate_is_of_windows(self):
        node = self.node("negotiate.yaml")
        self.assertEqual(node.get("/health/intranet")[0], 200, "what cannot be looked at is not down")
        looked = node.command("probe", "intranet/front")
        self.assertEqual(looked.returncode, 3, looked.stdout)
        self.assertIn("credentials_unavailable", looked.stdout)

    def test_secrets(self):
        node = self.node("secrets.yaml")
        node.wait_for("shop", "healthy")
        shown = node.command("config", "show").stdout
        for secret in ("change me", "sample-token"):
            self.assertNotIn(secret, shown)
        os.chmod(node.folder / "secrets/password.txt", 0o644)
        self.assertIn("can be read by everyone", node.command("config", "check").stderr)

    def test_web_tls(self):
        node = self.node("web-tls.yaml")
        self.assertTrue(node.page.startswith("https://"), node.page)
        node.wait_for("shop", "healthy", user="prometheus:change me")
        self.assertEqual(node.get("/health/shop")[0], 401)

    @classmethod
    def tearDownClass(cls):
        left = {file.name for file in SAMPLES.glob("*.yaml")} - cls.tried
        if left:
            raise AssertionError(f"samples that no test starts: {left}")


if __name__ == "__main__":
    unittest.main()
