"""Every block of YAML in README.md and docs/ is taken by what it is written for, and every block of JSON is JSON.

A whole configuration is given to `config check` as it is; a part is put where it belongs. <!-- yaml: check -->, role or
prometheus above a block says what its keys do not, <!-- yaml: error="text" --> that it shows an error.
"""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import yaml

from pages import all_pages

BINARY = os.environ["DEEPALIVE_BINARY"]
CONFIGURATION = {"agent", "iis", "defaults", "roles"}
WEB = {"tls_server_config", "http_server_config", "basic_auth_users", "rate_limit"}
SIMULATED = {"services", "sites", "app_pools", "faults"}
PROMETHEUS = {"scrape_configs", "rule_files", "alerting", "global", "groups"}
AROUND = "iis: {provider: simulated, simulated_file: iis.yaml}\n"
ROLE = "roles:\n  around:\n    sites: [Shop]\n"
# What the blocks may name beside what they show.
SIMULATED_IIS = "sites: {Shop: {id: 1, app_pools: [ShopPool]}}\napp_pools: {ShopPool: {}}\n"


def indented(text, by):
    return "".join(" " * by + line for line in text.splitlines(True))


def kind_of(block, read):
    named = {"check", "role", "web", "simulated", "prometheus"} & set(block.notes)
    if named:
        return named.pop()
    if isinstance(read, list):
        return "check"
    keys = set(read or ())
    for kind, of_it in (("configuration", CONFIGURATION), ("web", WEB), ("simulated", SIMULATED), ("prometheus", PROMETHEUS)):
        if keys and keys <= of_it:
            return kind
    raise AssertionError(f"of what is this? its keys are {sorted(keys)}; say <!-- yaml: check -->, role, web, simulated or "
                         "prometheus above it")


class Yaml(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory(prefix="docs-")
        cls.addClassCleanup(cls._folder.cleanup)
        cls.folder = pathlib.Path(cls._folder.name)
        (cls.folder / "iis.yaml").write_text(SIMULATED_IIS)
        (cls.folder / "secret.txt").write_text("secret\n")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=node1.example.com", "-days", "2",
                        "-keyout", "server.key", "-out", "server.crt"], cwd=cls.folder, check=True, capture_output=True)
        certificate = (cls.folder / "server.crt").read_text()
        for name in ("client-ca.crt", "our-ca.crt", "ca.pem", "c.pem"):
            (cls.folder / name).write_text(certificate)
        (cls.folder / "c.key").write_text((cls.folder / "server.key").read_text())
        (cls.folder / "web.yml").write_text("tls_server_config: {cert_file: server.crt, key_file: server.key}\n")

    def check(self, text, *command):
        file = self.folder / "block.yaml"
        file.write_text(text)
        return subprocess.run([BINARY, *(command or ("config", "check")), str(file)], cwd=self.folder, capture_output=True,
                              text=True, timeout=20)

    def seen(self, block):
        """What the program makes of it; None where it is no file of ours."""
        kind = kind_of(block, yaml.safe_load(block.text))
        if kind == "configuration":
            text = re.sub(r"^( *)provider: admin_api.*$", r"\1provider: simulated\n\1simulated_file: iis.yaml", block.text, flags=re.M)
            keys = set(yaml.safe_load(text))
            return self.check(text + ("" if "roles" in keys else ROLE) + ("" if "iis" in keys else AROUND))
        if kind == "check":
            items = block.text if block.text.lstrip().startswith("- ") else "- " + indented(block.text, 2)[2:]
            return self.check(AROUND + ROLE + "    checks:\n" + indented(items, 6))
        if kind == "role":
            return self.check(AROUND + "roles:\n  around:\n" + indented(block.text, 4))
        if kind == "web":
            (self.folder / "shown.yml").write_text(block.text)
            return self.check("agent: {web_config: shown.yml}\n" + AROUND + ROLE)
        if kind == "simulated":
            seen = self.check(block.text, "config", "init", "--out", "-", "--simulated")
            fault = (yaml.safe_load(block.text).get("faults") or {}).get("error", "")
            if fault and fault in seen.stderr:
                seen.returncode = 0  # it was understood: this is what the fault is for
            return seen
        return None

    def test_every_block_is_accepted(self):
        ran = 0
        for page in all_pages():
            for block in page.blocks:
                if block.language not in ("yaml", "yml"):
                    continue
                with self.subTest(block.where):
                    seen = self.seen(block)
                    if seen is None:
                        continue
                    ran += 1
                    said = seen.stdout + seen.stderr
                    if "error" in block.notes:
                        self.assertEqual(seen.returncode, 78, said)
                        self.assertIn(block.notes["error"], said)
                    else:
                        self.assertEqual(seen.returncode, 0, said)
        self.assertGreater(ran, 8)

    def test_every_block_of_json_is_json(self):
        ran = 0
        for page in all_pages():
            for block in page.blocks:
                if block.language == "json":
                    with self.subTest(block.where):
                        json.loads(block.text)
                        ran += 1
        self.assertGreater(ran, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
