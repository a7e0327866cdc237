#!/usr/bin/python3
"""The API's answers are what config/openapi.yaml says, with every field and nothing else, in every state of a role."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import jsonschema
import yaml

from agent import Agent, Site, wait_until

BINARY = os.environ["DEEPALIVE_BINARY"]
DESCRIPTION = pathlib.Path(os.environ["DEEPALIVE_API_DESCRIPTION"]).read_text()

IIS = """
sites:
  Shop: {id: 1, state: started, app_pools: [ShopPool]}
  Blog: {id: 2, state: started, app_pools: [BlogPool]}
app_pools:
  ShopPool: {state: started, worker_processes: [4242]}
  BlogPool: {state: started}
"""
ROLES = """
defaults: {interval: 50ms, fast_interval: 20ms, timeout: 500ms, fall: 2, rise: 1}
roles:
  shop:
    sites: [Shop]
    failure_condition_level: 2
    grace: 500ms
    hold: 0s
    stale_after: 1s
    checks:
      - {name: front, http: {url: "http://127.0.0.1:%(plain)d/"}}
      - {name: sure, level: 5, http: {url: "https://127.0.0.1:%(tls)d/"}}
      - {name: unsure, level: 5, http: {url: "https://127.0.0.1:%(tls)d/", tls: {verify: false}}}
      - {name: database, scope: shared, tcp: {address: "127.0.0.1:%(plain)d"}}
      - {name: content, content_path: {}}
    groups:
      - {name: fronts, members: [front, unsure], require: 1}
  blog:
    placement: always
    services: []
    hold: 0s
    stale_after: 1s
    sites: [Blog]
"""


def tightened(schema):
    """The same, but what is not described is an error. Readers of the API are to bear more; this test is not."""
    if isinstance(schema, list):
        return [tightened(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tight = {key: tightened(part) for key, part in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        tight["additionalProperties"] = False
    return tight


class Description:
    """Holds an answer against what the file says about the path, the status and the content type."""

    def __init__(self, text):
        self.document = yaml.safe_load(text)
        self.tight = tightened(self.document)
        self.exercised = set()

    def resolve(self, node):
        while "$ref" in node:
            target = self.tight
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def check(self, path, status, headers, body):
        responses = self.tight["paths"][path]["get"]["responses"]
        if str(status) not in responses:
            raise AssertionError(f"{path}: status {status} is not described")
        media = headers["Content-Type"].split(";")[0]
        content = self.resolve(responses[str(status)])["content"]
        if media not in content:
            raise AssertionError(f"{path}: {media} is not described for {status}")
        self.exercised.add((path, str(status)))
        value = json.loads(body) if media.endswith("json") else body
        validator = jsonschema.Draft202012Validator(
            content[media]["schema"], resolver=jsonschema.RefResolver.from_schema(self.tight))
        errors = [f"{path} {list(e.absolute_path)}: {e.message[:300]}" for e in validator.iter_errors(value)]
        if errors:
            raise AssertionError("\n".join(errors))
        return value


class Api(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="deepalive-api-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        certificate = os.path.join(cls.folder, "certificate.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", "/CN=shop.example.com", "-addext", "subjectAltName=DNS:shop.example.com", "-days",
                        "30", "-keyout", certificate + ".key", "-out", certificate],
                       check=True, stderr=subprocess.DEVNULL)
        with open(certificate, "a") as file:
            file.write(pathlib.Path(certificate + ".key").read_text())
        cls.plain = Site("shop")
        cls.addClassCleanup(cls.plain.stop)
        cls.tls = Site("shop", certificate)
        cls.addClassCleanup(cls.tls.stop)
        cls.described = Description(DESCRIPTION)

    def setUp(self):
        roles = ROLES % {"plain": self.plain.port, "tls": self.tls.port}
        self.agent = Agent(BINARY, os.path.join(self.folder, self.id()), IIS, roles)
        self.addCleanup(self.agent.stop)
        self.plain.status = 200

    def see(self, target, path=None):
        """Asks, holds the answer to the description, and gives it."""
        return self.described.check(path or target, *self.agent.get(target))

    def see_all(self):
        status = self.see("/api/v1/status")
        for role in status["roles"]:
            self.see(f"/api/v1/roles/{role['role']}", "/api/v1/roles/{role}")
            self.see(f"/health/{role['role']}", "/health/{role}")
            self.see(f"/badge/{role['role']}.svg", "/badge/{role}.svg")
        for target in ("/", "/-/healthy", "/-/ready", "/metrics"):
            self.see(target)
        history = self.see("/api/v1/history")
        incidents = [t["incident"] for t in history["transitions"] if t["incident"]]
        return status, [self.see(f"/api/v1/incidents/{name}", "/api/v1/incidents/{incident}") for name in incidents]

    def shop(self):
        return self.see("/api/v1/roles/shop", "/api/v1/roles/{role}")

    def test_every_state_of_a_role_is_as_described(self):
        self.see_all()  # as it begins, whatever that is by now
        self.agent.wait_for("shop", "degraded")  # one probe refuses its certificate
        wait_until(lambda: all(c["outcome"] for c in self.shop()["checks"]), "every check has looked")
        checks = {check["check"]: check for check in self.shop()["checks"]}
        self.assertIn("refused", checks["sure"]["http"]["tls"])
        self.assertEqual(checks["sure"]["http"]["tls"]["chain"][0]["names"], ["shop.example.com"])
        self.assertTrue(checks["sure"]["http"]["peer"])
        self.assertTrue(checks["unsure"]["http"]["certificate_not_after"])
        self.see_all()

        self.plain.status = 500
        wait_until(lambda: "front" in str(self.shop()["detail"]) or
                   any(c["check"] == "front" and c["state"] == "down" for c in self.shop()["checks"]), "front is down")
        self.see_all()
        self.plain.status = 200

        self.agent.set_iis(IIS.replace("Shop: {id: 1, state: started", "Shop: {id: 1, state: stopped"))
        self.agent.wait_for("shop", "unhealthy")
        _, incidents = wait_until(
            lambda: (seen := self.see_all()) and any(i["transition"]["verdict"] == "unhealthy" for i in seen[1]) and seen,
            "an incident is kept")
        self.assertTrue(incidents)
        self.assertEqual(self.agent.get("/health/shop")[0], 503)

        self.agent.command("maintenance", "start", "shop", "--for", "5m", "--reason", 'disk "C:\\"')
        self.agent.wait_for("shop", "maintenance")
        status, _ = self.see_all()
        maintenance = next(role for role in status["roles"] if role["role"] == "shop")["maintenance"]
        self.assertEqual(maintenance["without_it"]["verdict"], "unhealthy")
        self.assertEqual(self.agent.get("/health/shop")[0], 200)
        self.assertEqual(self.agent.get("/health/shop?maintenance=drain")[0], 503)
        self.agent.command("maintenance", "end", "shop")

        self.agent.command("role", "offline", "shop")
        self.agent.wait_for("shop", "standby")
        self.see_all()

        self.agent.set_iis(IIS + "faults: {error: '0x80070005'}")
        self.agent.wait_for("blog", "unknown")
        self.see_all()

    def test_errors_are_as_described(self):
        for target, path, status in (
                ("/api/v1/roles/shp", "/api/v1/roles/{role}", 404),
                ("/api/v1/history?limit=0", "/api/v1/history", 400),
                ("/api/v1/history?since=soon", "/api/v1/history", 400),
                ("/api/v1/history?role=%20", "/api/v1/history", 400),
                ("/api/v1/incidents/none", "/api/v1/incidents/{incident}", 404),
                ("/health/shp", "/health/{role}", 404),
                ("/health/shop?level=deep", "/health/{role}", 400),
                ("/badge/shp.svg", "/badge/{role}.svg", 404)):
            with self.subTest(target):
                answer = self.agent.get(target)
                self.assertEqual(answer[0], status)
                self.described.check(path, *answer)

    def test_the_description_is_served_as_it_is_in_the_tree(self):
        status, headers, body = self.agent.get("/api/v1/openapi.yaml")
        self.assertEqual((status, headers["Content-Type"]), (200, "application/yaml"))
        self.assertEqual(body, DESCRIPTION)

    def test_the_descriptions_schemas_are_schemas(self):
        for name, schema in self.described.document["components"]["schemas"].items():
            with self.subTest(name):
                jsonschema.Draft202012Validator.check_schema(schema)

        def references(node):
            if isinstance(node, dict):
                if "$ref" in node:
                    yield node
                for part in node.values():
                    yield from references(part)
            elif isinstance(node, list):
                for part in node:
                    yield from references(part)

        for node in references(self.described.document):
            self.described.resolve(node)

    def test_a_health_check_is_answered_however_a_load_balancer_asks(self):
        self.agent.wait_for("blog", "healthy")
        plain = self.agent.raw(b"GET /health/blog HTTP/1.0\r\n\r\n")
        self.assertTrue(plain.startswith("HTTP/1.0 200 "), plain)
        self.assertIn("ALIVE verdict=healthy role=blog", plain)
        nameless = self.agent.raw(b"GET /health/blog HTTP/1.1\r\nConnection: close\r\n\r\n")
        self.assertTrue(nameless.startswith("HTTP/1.1 400 "), nameless)  # RFC 9112, section 3.2
        head = self.agent.raw(b"HEAD /health/blog HTTP/1.0\r\n\r\n")
        self.assertTrue(head.startswith("HTTP/1.0 200 "), head)
        self.assertTrue(head.endswith("\r\n\r\n"), head)
        self.assertIn("Cache-Control: no-store", head)
        length = next(line for line in head.split("\r\n") if line.lower().startswith("content-length:"))
        self.assertGreater(int(length.split(":")[1]), 0)
        kept = self.agent.raw(b"GET /health/blog HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" * 2 +
                              b"HEAD /health/blog HTTP/1.0\r\n\r\n")
        self.assertEqual(kept.count("HTTP/1.0 200 "), 3)
        # HAProxy's default method, where 'option httpchk' names none.
        self.assertTrue(self.agent.raw(b"OPTIONS /health/blog HTTP/1.0\r\n\r\n").startswith("HTTP/1.0 405 "))


if __name__ == "__main__":
    unittest.main(verbosity=2)
