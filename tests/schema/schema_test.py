"""The schemas that `deepalive config schema` prints, by Debian's python3-jsonschema: they take every configuration that
the reader takes, and refuse what is wrong with one, but for what no schema can know, which is listed here."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import jsonschema
import yaml

import yaml_text

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ["DEEPALIVE_BINARY"]

# Errors of the reader that the schema lets pass, by their text, and why.
BEYOND_A_SCHEMA = {
    r"is given twice|differs only by case|is listed twice": "compares two places, without case or before parsing",
    r"'[0-9]+(ms|s|m|h|d|B|KiB|MiB|GiB)' must be": "the range of a duration or size, which is text",
    r"^does not compile": "a pattern's own grammar",
    r"has a control character|is not UTF-8": "what text may hold; the schema knows lengths only",
    r"has nothing to look at|stale_after|must be longer than": "how several keys work together",
    r"this role has no check|no self-made check|has no kind|self-made check": "names of other places",
    r"depends on .* itself": "names of other places",
    r"is the name of (a check|an earlier group)|members: write 1 to|has 'scope: shared'": "names of other places",
    r"is where agent.listen serves HTTP": "compares two places",
    r"is no program; give the full path": "endings of programs",
    r"must be less than fail": "compares two numbers",
    r"looks at the folders of the role's sites": "keys of the role above",
    r"is sent as the header Authorization": "compares two sections",
    r"is set by the probe itself": "names without regard to case",
    r"no host:port|no host, host:port|no host name": "the numbers of ports and the grammar of names, beyond their outline",
    r"is no status from 100 to 599": "the order of a range's two ends",
    r"needs the method GET|cannot go with auth": "several keys together",
    r"says nothing while no certificate is asked for|no client could come in": "several keys together",
}
OF_A_WHOLE_SECTION = {"required", "oneOf", "anyOf", "not", "maxProperties", "minProperties"}


def schema_of(document):
    printed = subprocess.run([BINARY, "config", "schema", document], check=True, capture_output=True, timeout=20)
    return json.loads(printed.stdout)


def shown(key):
    """As the reader tells of a key: at most 60 bytes, nothing that a terminal would take for its own."""
    text = "".join(c if c.isprintable() else "?" for c in key)
    return text if len(text.encode()) <= 60 else text[:60] + "…"


def path_of(parts):
    text = ""
    for i, part in enumerate(parts):
        text += f"[{part}]" if isinstance(part, int) else ("." if i else "") + shown(part)
    return text


def errors_of(schema, value):
    """(path, whether it is about a whole section) of everything that the schema has against it."""
    found = set()

    def add(error):
        parts = list(error.absolute_path)
        if error.validator == "additionalProperties":
            known = error.schema.get("properties", {})
            for key in error.instance:
                if key not in known:
                    found.add((path_of(parts + [key]), False))
        elif "propertyNames" in error.absolute_schema_path:
            found.add((path_of(parts + [error.instance]), False))
        else:
            found.add((path_of(parts), error.validator in OF_A_WHOLE_SECTION))

    for error in jsonschema.Draft7Validator(schema).iter_errors(value):
        add(error)
    return found


def cases(file):
    """(title, yaml, [(severity, path, text)]) of a table of bad configurations."""
    for case in re.split(r"^---- ", file.read_text(), flags=re.M)[1:]:
        title, rest = case.split("\n", 1)
        text, _, problems = rest.partition(">>>>\n")
        told = [re.match(r"(?:\d+:\d+:)? (error|warning): (.*)", line).groups() for line in problems.splitlines()]
        yield title, text, told


def split_path(told, paths):
    """The problem's path and text: paths may hold ': ', so the longest that the file has is taken."""
    best = max((p for p in paths if p and told.startswith(p + ": ")), key=len, default="")
    return (best, told[len(best) + 2:]) if best else ("", told)


def all_paths(value, parts=()):
    yield path_of(parts)
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from all_paths(item, (*parts, key))


class Schema(unittest.TestCase):
    def setUp(self):
        self.schema = schema_of("configuration")
        self.web = schema_of("web")

    def test_is_a_schema(self):
        for schema in (self.schema, self.web):
            jsonschema.Draft7Validator.check_schema(schema)

    def test_stands_committed_as_it_is_made(self):
        for document, name in (("configuration", "config/deepalive.schema.json"), ("web", "config/web.schema.json")):
            self.assertEqual(json.loads((ROOT / name).read_text()), schema_of(document),
                             f"make it anew: deepalive config schema {document} --out {name}")

    def assert_takes(self, schema, text, name):
        against = errors_of(schema, yaml_text.load(text))
        self.assertEqual(against, set(), f"{name}:\n{text}")

    def takes_as_far_as_python_reads(self, schema, file):
        """PyYAML is of version 1.1, with line ends that 1.2 no longer has, and without its tabs."""
        text = file.read_text()
        try:
            value = yaml_text.load(text)
        except yaml.YAMLError:
            return False
        if re.search("[\x85\u2028\u2029]", text):
            return False
        self.assertEqual(errors_of(schema, value), set(), f"{file.name}:\n{text}")
        return True

    def test_takes_the_samples(self):
        for file in [ROOT / "config/deepalive.sample.yaml", *sorted((ROOT / "config/samples").glob("*.yaml"))]:
            self.assert_takes(self.schema, file.read_text(), file.name)
        for file in [ROOT / "config/web.sample.yml", *sorted((ROOT / "config/samples").glob("*.yml"))]:
            self.assert_takes(self.web, file.read_text(), file.name)

    def test_takes_every_good_configuration_of_the_unit_tests(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([os.environ["DEEPALIVE_CONFIG_TESTS"], "--gtest_brief=1"], check=True, timeout=100,
                           stdout=subprocess.DEVNULL, env={**os.environ, "DEEPALIVE_KEEP_CONFIGURATIONS": folder})
            for schema, pattern, least in ((self.schema, "*.yaml", 500), (self.web, "*.yml", 5)):
                files = sorted(pathlib.Path(folder).glob(pattern))
                taken = [file for file in files if self.takes_as_far_as_python_reads(schema, file)]
                self.assertGreater(len(taken), least, "what the tests have loaded")

    def test_refuses_what_the_reader_refuses(self):
        used = set()
        looked_at = 0
        for schema, table in ((self.schema, "bad_configurations.txt"), (self.web, "bad_web_configurations.txt")):
            for title, text, problems in cases(ROOT / "tests/unit/config" / table):
                try:
                    value = yaml_text.load(text)
                except (yaml.YAMLError, ValueError, TypeError, AttributeError):
                    continue  # no editor gets further either
                found = errors_of(schema, value)
                paths = set(all_paths(value))
                for severity, told in problems:
                    if severity == "warning":
                        continue
                    path, what = split_path(told, paths)
                    excuse = next((p for p in BEYOND_A_SCHEMA if re.search(p, what)), None)
                    parent = re.sub(r"(\.[^.\[\]]*|\[\d+\]|^[^.\[\]]*)$", "", path)
                    refused = any(p == path or (whole and p == parent) for p, whole in found)
                    looked_at += 1
                    if refused:
                        continue
                    if excuse:
                        used.add(excuse)
                        continue
                    with self.subTest(title=title, problem=told):
                        self.fail(f"the schema lets it pass; it is against {sorted(found)}\n{text}")
                if not any(severity == "error" for severity, _ in problems):
                    self.assertEqual(found, set(), f"only warned about: {title}\n{text}")
        self.assertGreater(looked_at, 150)
        self.assertEqual(set(BEYOND_A_SCHEMA) - used, set(), "excuses that nothing needs")


if __name__ == "__main__":
    unittest.main()
