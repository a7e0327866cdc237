"""Every command that README.md and docs/ show is run as it is written, and shown output is what comes out.

`service …` and `cluster dll` are of Windows only: windows_commands_test.py runs them in the preset windows-mingw.
"""

import contextlib
import os
import re
import subprocess
import tempfile
import unittest

from node import Node
from pages import all_pages
from shell_lines import command_lines, is_output, masked, shows_commands, words_of

BINARY = os.environ["DEEPALIVE_BINARY"]
WINDOWS_ONLY = (["service"], ["cluster", "dll"])


def is_windows_only(words):
    return any(words[: len(begin)] == begin for begin in WINDOWS_ONLY)


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Not the reference of commands: what it shows is the help's, whose every example the code's own test parses.
        cls.pages = [page for page in all_pages() if page.path.name != "commands.md"]
        cls.help_texts = {}

    def help(self, *words):
        if words not in self.help_texts:
            shown = subprocess.run([BINARY, *words, "--help"], capture_output=True, text=True, timeout=20)
            self.help_texts[words] = shown.stdout if shown.returncode == 0 else ""
        return self.help_texts[words]

    def command_of(self, words):
        """The words that name the command."""
        path = []
        for word in words:
            if path == ["help"]:
                self.command_of(words[1:])
                break
            text, longer = self.help(*path), self.help(*path, word)
            if longer and longer != text:
                path.append(word)
                continue
            usage = next((line for line in text.splitlines() if line.lower().startswith("usage")), text)
            if not path or "COMMAND" in usage.upper():
                self.fail(f"there is no command '{' '.join([*path, word])}'")
            break
        return path

    def test_every_block_runs_as_written(self):
        ran = 0
        with tempfile.TemporaryDirectory(prefix="docs-") as folder:
            with contextlib.closing(Node(BINARY, folder)) as node:
                for page in self.pages:
                    for block in filter(shows_commands, page.blocks):
                        ran += self.run_block(node, block)
        self.assertGreater(ran, 60, "commands were found and run")

    def run_block(self, node, block):
        lines = command_lines(block)
        codes = str(block.notes.get("exit", "0")).split(",")
        brought, ran = False, 0
        for index, line in enumerate(lines):
            if is_windows_only(line.words):
                continue
            with self.subTest(f"{line.where}: {line}"):
                self.command_of([w for w in line.words if not w.startswith("-")])
                if not brought:
                    node.bring_to(block.notes.get("node", "healthy"))
                    brought = True
                ran += 1
                seen = node.run(node.words(line.words))
                expected = codes[min(index, len(codes) - 1)]
                said = f"it says:\n{seen.stdout}{seen.stderr}"
                if expected == "any":  # what it finds is this machine's; that it ran is all that can be told
                    self.assertNotIn(seen.returncode, (64, 70, 78), said)
                else:
                    self.assertEqual(seen.returncode, int(expected), said)
                if line.output:
                    shown, output = line.output, (seen.stdout + seen.stderr).splitlines()
                    self.assertTrue(is_output(shown, output), "the page shows\n  " + "\n  ".join(map(masked, shown)) +
                                    "\nand this came out\n  " + "\n  ".join(map(masked, output)) + "\nunmasked\n" +
                                    "\n".join(output))
        return ran

    def test_every_command_in_a_sentence_exists_with_its_options(self):
        looked_at = 0
        for page in self.pages:
            for number, code in page.inline_code:
                if not re.match(r"(deepalive|deepalive\.exe) [a-z]", code):
                    continue
                words = words_of(re.sub(r"\[?COMMAND…?\]?|[\[\]…]", " ", code))[1:]
                if is_windows_only(words):
                    continue
                # a|b stands for each of them.
                for choice in words[min(1, len(words) - 1)].split("|"):
                    one = [words[0], choice, *words[2:]] if len(words) > 1 else words
                    with self.subTest(f"{page.name}:{number}: {code}"):
                        path = self.command_of([w for w in one if not w.startswith("-")])
                        looked_at += 1
                        for option in [w.split("=")[0] for w in one if w.startswith("--")]:
                            self.assertRegex(self.help(*path), re.escape(option) + r"\b", "no such option")
        self.assertGreater(looked_at, 30)


if __name__ == "__main__":
    unittest.main(verbosity=2)
