"""What the other tests of this folder stand on: taking pages and command lines apart, and comparing output."""

import pathlib
import tempfile
import unittest
import unittest.mock

import pages
from shell_lines import command_lines, is_output, words_of

TEXT = """# A page: its `code` & more

[here](other.md#an-anchor), [over
lines](third.md) and `[not](a-link.md)`. Run `deepalive status`.

## Twice
## Twice

<!-- run: node=app-500 exit=2,0 -->
```console
C:\\> deepalive status shop
ROLE  VERDICT
…
C:\\> type other.txt
no output of ours
$ deepalive ask isalive "shop" | more   # a comment
```

Some text between takes the note away.

```bat
deepalive config check --config "C:\\Program Files\\x.yaml" > out.txt
rem deepalive is not run here
```
"""


class Reading(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        tree = pathlib.Path(folder.name)
        (tree / "page.md").write_text(TEXT)
        with unittest.mock.patch.object(pages, "TREE", tree):
            self.page = pages.Page(tree / "page.md")

    def test_links_and_anchors(self):
        self.assertEqual(list(self.page.links), [(3, "other.md#an-anchor"), (4, "third.md")])
        self.assertEqual(list(self.page.anchors), ["a-page-its-code--more", "twice", "twice-1"])
        self.assertIn((4, "deepalive status"), list(self.page.inline_code))

    def test_blocks_have_the_note_right_above_them(self):
        first, second = self.page.blocks
        self.assertEqual((first.language, first.line, first.notes["node"], first.notes["exit"]), ("console", 10, "app-500", "2,0"))
        self.assertEqual((second.language, second.notes), ("bat", {}))

    def test_commands_and_their_output(self):
        status, ask = command_lines(self.page.blocks[0])
        self.assertEqual((status.words, status.output, status.number), (["status", "shop"], ["ROLE  VERDICT", "…"], 11))
        self.assertEqual((ask.words, ask.output), (["ask", "isalive", "shop"], []))
        self.assertEqual([line.words for line in command_lines(self.page.blocks[1])],
                         [["config", "check", "--config", r"C:\Program Files\x.yaml"]])

    def test_words(self):
        self.assertEqual(words_of("""deepalive a "b c" 'd "e"' --x=1 # no"""), ["deepalive", "a", "b c", 'd "e"', "--x=1"])
        self.assertEqual(words_of("deepalive history --json > file"), ["deepalive", "history", "--json"])

    def test_output_that_differs_in_times_and_widths_only_is_the_same(self):
        self.assertTrue(is_output(["shop   up  2026-11-23T14:05:09.123Z  90 ms"], ["shop  up 2027-01-01T00:00:00.000Z 1.5 s"]))
        self.assertTrue(is_output(["a", "…", "z"], ["a", "b", "c", "z"]))
        self.assertTrue(is_output(["a", "…", "z"], ["a", "z"]))
        self.assertTrue(is_output(["a: status 500 …"], ["a: status 500 (expected 200-299)"]))

    def test_other_output_is_not(self):
        self.assertFalse(is_output(["shop up 90 ms"], ["shop down 90 ms"]))
        self.assertFalse(is_output(["a"], ["a", "b"]))
        self.assertFalse(is_output(["a", "b"], ["a"]))
        self.assertFalse(is_output(["a", "…", "z"], ["a", "b"]))
        self.assertFalse(is_output(["status 500"], ["status 503"]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
