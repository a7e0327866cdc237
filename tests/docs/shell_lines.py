"""The command lines that blocks of code show, and what is shown as their output."""

import dataclasses
import re

SHELLS = {"sh", "bat", "console", "powershell"}
PROMPT = re.compile(r"(?:\$|C:\\>|PS>) ?(.*)$")
# A word is an end of what one program is given.
ENDS = {"|", ">", ">>", "2>", "<", "&&", "||", ";", "&"}


@dataclasses.dataclass
class CommandLine:
    block: object
    number: int  # of the line in the page
    words: list  # of deepalive, without its own name
    output: list = dataclasses.field(default_factory=list)

    @property
    def where(self):
        return f"{self.block.page.name}:{self.number}"

    def __str__(self):
        return " ".join(["deepalive", *self.words])


def words_of(line):
    """Up to a comment, a pipe or a redirection. Quotes of both kinds; backslashes are letters, as in paths."""
    words = []
    for quoted, single, plain in re.findall(r'"([^"]*)"|\'([^\']*)\'|([^\s"\']+)', line):
        if plain and (plain in ENDS or plain.startswith("#")):
            break
        words.append(quoted or single or plain)
    return words


def shows_commands(block):
    return block.language in SHELLS or (
        block.language == "" and any(line.strip().startswith("deepalive ") for line in block.lines))


def command_lines(block):
    """Those of deepalive, in order. In a block with prompts, what stands below a command is its output."""
    found, other = [], False
    prompted = any(PROMPT.match(line) for line in block.lines)
    for number, line in enumerate(block.lines, block.line + 1):
        text = line.strip()
        if prompted:
            prompt = PROMPT.match(line)
            if not prompt:
                if found and not other:
                    found[-1].output.append(line)
                continue
            text = prompt[1]
        words = words_of(text)
        other = not words or words[0] not in ("deepalive", "deepalive.exe")
        if not other:
            found.append(CommandLine(block, number, words[1:]))
    return found


# What differs from one run to the next, and from one machine to the next.
MASKS = [
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?", "<time>"),
    (r"\d{8}T\d{9}-", "<moment>-"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:<port>"),
    (r"(generation|pid|age_ms)=\d+", r"\1=<n>"),
    (r"\b\d+(\.\d+)? ?(ms|s|min|h|d|us|µs)\b( \d+ ?(ms|s|min|m|h)\b)?", "<duration>"),
    (r"\b\d+ times?( \(<duration>\))?", "<n> times"),
    (r"deepalive \d+\.\d+\.\d+\S* \([^)]*\)", "deepalive <version>"),
    (r"(?:/tmp/\S+/|C:\\ProgramData\\DeepAlive\\|C:\\Program Files\\DeepAlive\\)", "<folder>"),
    (r"-{3,}", "---"),
    (r"\s+", " "),
]


def masked(line):
    for pattern, instead in MASKS:
        line = re.sub(pattern, instead, line)
    return line.strip()


def is_output(shown, seen):
    """Whether this is what was seen; a line … stands for any number of lines, one that ends in … for its rest."""
    shown = [masked(line) for line in shown]
    seen = [masked(line) for line in seen]
    while shown and not shown[-1]:
        shown.pop()
    while seen and not seen[-1]:
        seen.pop()

    def matches(pattern, lines):
        if not pattern:
            return not lines
        if pattern[0] == "…":
            return any(matches(pattern[1:], lines[skip:]) for skip in range(len(lines) + 1))
        if not lines:
            return False
        same = lines[0].startswith(pattern[0][:-1].rstrip()) if pattern[0].endswith("…") else lines[0] == pattern[0]
        return same and matches(pattern[1:], lines[1:])

    return matches(shown, seen)
