"""The commands of README.md and docs/ that only Windows has, run as they are written, under Wine.

`service …` by the prefix's own service control manager: each command in the state in which it is meant, found by its verb.
`cluster dll` writes a file. Both need WINEPREFIX. Output of Wine goes to files: its server would hold a pipe open.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from pages import all_pages
from shell_lines import command_lines, shows_commands

PROGRAM = pathlib.Path(os.environ["DEEPALIVE_BUILD"]) / "service/deepalive.exe"
WINDOWS_ONLY = (["service"], ["cluster", "dll"])
# What has to have happened before the command makes sense.
BEFORE = {"install": [], "start": ["install"], "status": ["install", "start"], "stop": ["install", "start"],
          "uninstall": ["install"]}
CONFIGURATION = """agent: {listen: ['127.0.0.1:0']}
iis: {provider: simulated, simulated_file: iis.yaml}
roles:
  shop:
    sites: [Shop]
"""


class WindowsCommands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = pathlib.Path(os.environ["WINEPREFIX"]) / "drive_c/ProgramData/DeepAlive"
        cls.was_there = cls.data.exists()
        cls.data.mkdir(parents=True, exist_ok=True)
        cls.before = {path: path.read_bytes() for path in cls.data.glob("*.yaml")}
        (cls.data / "deepalive.yaml").write_text(CONFIGURATION)
        (cls.data / "iis.yaml").write_text("sites: {Shop: {id: 1, app_pools: [ShopPool]}}\napp_pools: {ShopPool: {}}\n")
        cls.addClassCleanup(cls.put_back)

    @classmethod
    def put_back(cls):
        cls.run_program(["service", "uninstall"])
        if not cls.was_there:
            shutil.rmtree(cls.data, ignore_errors=True)
            return
        for path in cls.data.glob("*.yaml"):
            path.unlink()
        for path, content in cls.before.items():
            path.write_bytes(content)

    @classmethod
    def run_program(cls, words):
        with tempfile.TemporaryFile() as output, tempfile.TemporaryDirectory() as folder:
            ended = subprocess.run(["wine", str(PROGRAM), *words], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   timeout=60, cwd=folder, env={**os.environ, "WINEDEBUG": "-all"})
            output.seek(0)
            return ended.returncode, output.read().decode(errors="replace")

    def must(self, words):
        code, text = self.run_program(words)
        self.assertEqual(code, 0, f"{' '.join(words)} says:\n{text}")

    def test_every_block_runs_as_written(self):
        ran = 0
        for page in all_pages():
            if page.path.name == "commands.md":  # as in commands_test.py
                continue
            for block in filter(shows_commands, page.blocks):
                for line in command_lines(block):
                    if not any(line.words[: len(begin)] == begin for begin in WINDOWS_ONLY):
                        continue
                    ran += 1
                    with self.subTest(f"{line.where}: {line}"):
                        if line.words[0] == "service":
                            self.assertIn(line.words[1], BEFORE, "there is no such command")
                            self.must(["service", "uninstall"])
                            for verb in BEFORE[line.words[1]]:
                                self.must(["service", verb])
                        self.must(line.words)
        self.assertGreater(ran, 5)


if __name__ == "__main__":
    if "WINEPREFIX" not in os.environ:
        sys.exit("WINEPREFIX names the Wine prefix to use; ./dev test sets it")
    unittest.main(verbosity=2)
