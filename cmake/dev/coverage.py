"""coverage.py SUMMARY LEAST FOLDER…: a row of lines run and lines there are for each folder of gcovr's summary. Exit code 1
when the first folder has fewer than LEAST percent."""

import json
import sys

summary, least, folders = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
with open(summary, encoding="utf-8") as file:
    files = json.load(file)["files"]

print(f"{'folder':<12} {'lines':>7} {'run':>7} {'share':>8}")
shares = []
for folder in folders:
    inside = [one for one in files if one["filename"].startswith(folder + "/")]
    there, run = (sum(one[key] for one in inside) for key in ("line_total", "line_covered"))
    if there == 0:
        sys.exit(f"coverage: gcovr counted nothing in {folder}/")
    shares.append(100 * run / there)
    print(f"{folder:<12} {there:>7} {run:>7} {shares[-1]:>6.1f} %")
if shares[0] < least:
    sys.exit(f"coverage: {folders[0]} has {shares[0]:.1f} %, asked for were {least:g} %")
