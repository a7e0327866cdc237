"""Each link and anchor of README.md and docs/ leads somewhere, and each page is reached from README.md."""

import unittest
from urllib.parse import unquote

from pages import TREE, all_pages


class Links(unittest.TestCase):
    def setUp(self):
        self.pages = {page.path: page for page in all_pages()}

    def test_every_link_and_anchor_leads_somewhere(self):
        looked_at = 0
        for page in self.pages.values():
            for line, target in page.links:
                if "://" in target or target.startswith("mailto:"):
                    continue
                looked_at += 1
                with self.subTest(f"{page.name}:{line}: {target}"):
                    self.follow(page, *(unquote(target).split("#", 1) + [""])[:2])
        self.assertGreater(looked_at, 100)

    def follow(self, page, file, anchor):
        path = (page.path.parent / file).resolve() if file else page.path
        self.assertTrue(path.is_relative_to(TREE), "leads out of the tree")
        self.assertTrue(path.exists(), f"there is no {path.relative_to(TREE)}")
        if anchor:
            self.assertIn(path, self.pages, "an anchor in what is no page")
            self.assertIn(anchor, list(self.pages[path].anchors), "no heading gives this anchor")

    def test_every_page_is_reached_from_the_readme(self):
        reached, todo = set(), [TREE / "README.md"]
        while todo:
            path = todo.pop()
            if path in reached or path not in self.pages:
                continue
            reached.add(path)
            for _, target in self.pages[path].links:
                if "://" not in target:
                    todo.append((path.parent / unquote(target).split("#")[0]).resolve())
        self.assertEqual([page.name for path, page in self.pages.items() if path not in reached], [])

    def test_no_heading_jumps_over_a_level_and_each_page_has_one_title(self):
        for page in self.pages.values():
            levels = [len(line) - len(line.lstrip("#")) for line in page.prose if line.startswith("#")]
            with self.subTest(page.name):
                self.assertEqual(levels.count(1), 1)
                self.assertEqual(levels[0], 1)
                for before, after in zip(levels, levels[1:]):
                    self.assertLessEqual(after, before + 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
