"""README.md and docs/ taken apart: links, anchors, blocks of code. Debian's python3, its standard library only."""

import dataclasses
import pathlib
import re

TREE = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass
class Block:
    """A fenced block. `notes`: what the HTML comment right above it says, as <!-- run: exit=2 node=pool-stopped -->."""

    page: "Page"
    line: int  # of the fence
    language: str
    text: str
    notes: dict

    @property
    def where(self):
        return f"{self.page.name}:{self.line}"

    @property
    def lines(self):
        return self.text.splitlines()


class Page:
    def __init__(self, path):
        self.path = path
        self.name = path.relative_to(TREE).as_posix()
        self.text = path.read_text()
        self.blocks = []
        self.prose = self._take_blocks()

    def _take_blocks(self):
        """The lines, with those of blocks empty, so that numbers of lines stay."""
        prose, block, notes = [], None, {}
        for number, line in enumerate(self.text.splitlines(), 1):
            fence = re.match(r"\s*```(.*)$", line)
            if block is None and fence:
                block = Block(self, number, fence[1].strip(), "", notes)
                prose.append("")
            elif fence and fence[1].strip() == "":
                self.blocks.append(block)
                block, notes = None, {}
                prose.append("")
            elif block is not None:
                block.text += line + "\n"
                prose.append("")
            else:
                prose.append(line)
                if line.strip():
                    notes = notes_of(line)
        if block is not None:
            raise AssertionError(f"{block.where}: the block has no end")
        return prose

    @property
    def anchors(self):
        """As GitHub makes them of headings."""
        seen = {}
        for line in self.prose:
            heading = re.match(r"#{1,6}\s+(.*?)\s*#*$", line)
            if not heading:
                continue
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).replace("`", "")
            slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            count = seen.get(slug, -1) + 1
            seen[slug] = count
            yield slug if count == 0 else f"{slug}-{count}"

    @property
    def links(self):
        """(line, target)"""
        text = "\n".join(re.sub(r"`[^`]*`", lambda code: "x" * len(code[0]), line) for line in self.prose)
        # A link's text may run over lines, and hold a picture.
        for link in re.finditer(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|^\[[^\]]+\]:\s*(\S+)", text, re.M):
            yield text.count("\n", 0, link.start()) + 1, link[1] or link[2]

    @property
    def inline_code(self):
        """(line, code)"""
        for number, line in enumerate(self.prose, 1):
            for code in re.finditer(r"(?<!`)`([^`]+)`(?!`)", line):
                yield number, code[1].replace("\\|", "|")


def notes_of(line):
    """<!-- kind: word key=value … --> as {"": kind, "word": True, key: value}; anything else is no note."""
    comment = re.match(r"\s*<!-- (run|yaml|text|json): (.*?) -->\s*$", line)
    if not comment:
        return {}
    notes = {"": comment[1]}
    for key, quoted, plain in re.findall(r'([\w-]+)(?:="([^"]*)"|=(\S+))?', comment[2]):
        notes[key] = quoted or plain or True
    return notes


def all_pages():
    return [Page(path) for path in [TREE / "README.md", *sorted((TREE / "docs").rglob("*.md"))]]
