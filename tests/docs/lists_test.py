"""What pages name, held to the tree: codes of the pipe's errors, kinds of checks, metrics, events, files, presets, commands of
`dev`."""

import json
import re
import unittest

from pages import TREE, all_pages

SOURCES = [path for folder in ("core", "service") for path in (TREE / folder).rglob("*.cpp")]


class Lists(unittest.TestCase):
    def test_each_code_of_an_error_on_the_pipe_is_in_the_list(self):
        listed = set(re.findall(r'\{"([a-z]+(?:-[a-z]+)+)",', (TREE / "core/protocol_verbs.cpp").read_text()))
        used = set()
        for path in SOURCES:
            text = path.read_text()
            if path.name == "protocol_verbs.cpp":
                continue
            used |= set(re.findall(r'(?:format_error\(\s*\{|ProtocolError\s*\w*\{|\bfail\()\s*"([a-z]+(?:-[a-z]+)+)"', text))
        self.assertGreater(len(used), 8)
        self.assertEqual(used - listed, set(), "in the code, and not in core/protocol_verbs.cpp")
        self.assertEqual(listed - used, set(), "in core/protocol_verbs.cpp, and nowhere in the code")

    def test_each_kind_of_check_has_its_section(self):
        kinds = re.findall(r'\{CheckKind::\w+, "(\w+)"', (TREE / "core/spec.cpp").read_text())
        self.assertGreater(len(kinds), 5)
        page = (TREE / "docs/checks.md").read_text()
        for kind in kinds:
            if kind in ("service", "site", "app_pool"):  # made by themselves
                continue
            with self.subTest(kind):
                self.assertTrue(f"\n## {kind}\n" in page, f"docs/checks.md has no section '## {kind}'")
                self.assertTrue(f"| `{kind}` |" in page, f"docs/checks.md has no row for {kind} in its first table")

    def named(self, pattern):
        """(where, match) of each in the pages, blocks of code and all."""
        for page in all_pages():
            for number, line in enumerate(page.text.splitlines(), 1):
                for found in re.finditer(pattern, line):
                    yield f"{page.name}:{number}", found

    def test_each_metric_that_is_named_exists(self):
        known = set(re.findall(r"^\| `(\w+)`", (TREE / "docs/metrics.md").read_text(), re.M))
        histograms = set(re.findall(r"^\| `(\w+)` \| histogram", (TREE / "docs/metrics.md").read_text(), re.M))
        known |= {name + suffix for name in histograms for suffix in ("_bucket", "_sum", "_count")}
        known.add("deepalive_shop")  # a monitor on a load balancer
        # Programs and files of that prefix, and what the rules record.
        for path in [*TREE.rglob("CMakeLists.txt"), *(TREE / "config/prometheus").iterdir()]:
            if "build" not in path.relative_to(TREE).parts and path.is_file():
                known |= set(re.findall(r"\bdeepalive_\w+", path.read_text()))
        seen = 0
        for where, found in self.named(r"\bdeepalive_[a-z_]+[a-z]\b(?!\.(dll|exe))"):
            seen += 1
            with self.subTest(f"{where}: {found[0]}"):
                self.assertTrue(found[0] in known, "no metric has this name")
        self.assertGreater(seen, 50)

    def test_each_event_that_is_named_exists(self):
        known = set(re.findall(r"^\| (\d+) \| `", (TREE / "docs/events.md").read_text(), re.M))
        for where, found in self.named(r"\b[Ee]vents? (\d{3})\b(?: (?:and|to) (\d{3})\b)?"):
            for number in filter(None, found.groups()):
                with self.subTest(f"{where}: {found[0]}"):
                    self.assertTrue(number in known, "no event has this number")

    def test_each_file_of_the_tree_that_is_named_exists(self):
        folders = "cluster|cmake|config|core|docs|installer|probes|service|tests"
        seen = 0
        for where, found in self.named(rf"`((?:{folders})/[\w./-]*\.\w+)`"):
            seen += 1
            with self.subTest(f"{where}: {found[1]}"):
                made_up = "file_age" in found[1]  # the example of docs/adding-a-check.md
                self.assertTrue(made_up or (TREE / found[1]).exists(), "there is no such file")
        self.assertGreater(seen, 10)

    def test_each_preset_and_each_command_of_dev_exists(self):
        presets = {preset["name"] for preset in json.loads((TREE / "CMakePresets.json").read_text())["configurePresets"]}
        commands = set(re.search(r"^commands=\((.*)\)$", (TREE / "dev").read_text(), re.M)[1].split())
        for where, found in self.named(r"--preset ([\w-]+)"):
            with self.subTest(f"{where}: {found[0]}"):
                self.assertTrue(found[1] in presets, "there is no such preset")
        for where, found in self.named(r"\./dev ([a-z]+)"):
            with self.subTest(f"{where}: {found[0]}"):
                self.assertTrue(found[1] in commands, "dev has no such command")


if __name__ == "__main__":
    unittest.main(verbosity=2)
