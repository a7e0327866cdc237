"""What pages list by hand, held to the tree: codes of the pipe's errors, and kinds of checks."""

import re
import unittest

from pages import TREE

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


if __name__ == "__main__":
    unittest.main(verbosity=2)
