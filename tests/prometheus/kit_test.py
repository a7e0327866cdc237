#!/usr/bin/python3 -B
"""What config/prometheus ships: that Prometheus takes it, that it speaks of what the agent publishes, and that its
pages are there. The rules' own tests are deepalive.rules.test.yml."""

import json
import pathlib
import re
import subprocess
import tempfile
import unittest

import yaml

from promql import label_names, metric_names, without_variables

TREE = pathlib.Path(__file__).resolve().parents[2]
KIT = TREE / "config" / "prometheus"
RUNBOOKS = TREE / "docs" / "runbooks"
# Prometheus gives these to every target, and file_sd or static_configs the last.
LABELS_OF_TARGETS = {"job", "instance", "cluster"}
# Made by Prometheus itself.
OTHER_METRICS = {"up": LABELS_OF_TARGETS, "ALERTS": {"alertname", "alertstate", "job"}}


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, cwd=KIT, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")


def rules_of(kind):
    groups = yaml.safe_load((KIT / "deepalive.rules.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"] if kind in rule]


def alerts():
    return {rule["alert"]: rule for rule in rules_of("alert")}


def published():
    """Every series' name with its labels, from the agent's list and from the recording rules."""
    known = dict(OTHER_METRICS)
    source = (TREE / "service/metrics/metric_list.cpp").read_text()
    for name, kind, labels in re.findall(r'\{"(\w+)", (gauge|counter|histogram), "([\w,]*)"', source):
        of_series = LABELS_OF_TARGETS | set(filter(None, labels.split(",")))
        if kind == "histogram":
            known.update({f"{name}_sum": of_series, f"{name}_count": of_series, f"{name}_bucket": of_series | {"le"}})
        else:
            known[name] = of_series
    any_label = set().union(*known.values())
    known.update({rule["record"]: any_label for rule in rules_of("record")})
    return known


def queries_of_dashboard():
    dashboard = json.loads((KIT / "deepalive.dashboard.json").read_text())
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]


class PrometheusKit(unittest.TestCase):
    def test_prometheus_takes_the_scrape_configuration(self):
        run("promtool", "check", "config", "prometheus.yml")

    def test_the_rules_pass_their_tests(self):
        run("promtool", "check", "rules", "deepalive.rules.yml")
        run("promtool", "test", "rules", "deepalive.rules.test.yml")

    def test_alertmanager_takes_its_configuration(self):
        run("amtool", "check-config", "alertmanager.yml")

    def test_each_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not(self):
        fires, silent = set(), set()
        for group in yaml.safe_load((KIT / "deepalive.rules.test.yml").read_text())["tests"]:
            for case in group["alert_rule_test"]:
                (fires if case["exp_alerts"] else silent).add(case["alertname"])
        self.assertEqual(fires, set(alerts()))
        self.assertEqual(silent, set(alerts()))

    def test_each_alert_says_how_bad_it_is_what_it_is_and_where_to_read_on(self):
        for name, rule in alerts().items():
            with self.subTest(name):
                self.assertIn(rule["labels"]["severity"], {"critical", "warning"})
                self.assertLess(len(rule["annotations"]["summary"]), 140)
                self.assertTrue(rule["annotations"]["description"])
                self.assertTrue(rule["annotations"]["runbook_url"].endswith(f"/docs/runbooks/{name}.md"))

    def test_each_alert_has_its_page_and_each_page_its_alert(self):
        self.assertEqual({page.stem for page in RUNBOOKS.glob("*.md")}, set(alerts()))
        for name in alerts():
            text = (RUNBOOKS / f"{name}.md").read_text()
            with self.subTest(name):
                self.assertTrue(text.startswith(f"# {name}\n"))
                self.assertEqual(re.findall(r"^## (.*)$", text, re.MULTILINE),
                                 ["What users see", "Look first", "Usual causes", "Whom to call"])
                commands = re.findall(r"```\n(.*?)\n```", text, re.DOTALL)
                self.assertEqual(len(commands[0].splitlines()), 3)

    def test_the_guide_names_each_alert_once(self):
        guide = (TREE / "docs/prometheus.md").read_text()
        self.assertEqual(sorted(re.findall(r"^\| \[(DeepAlive\w+)\]\(runbooks/", guide, re.MULTILINE)),
                         sorted(alerts()))

    def test_inhibition_speaks_of_alerts_that_there_are(self):
        inhibiting = yaml.safe_load((KIT / "alertmanager.yml").read_text())["inhibit_rules"]
        for matcher in [one for rule in inhibiting for one in rule["source_matchers"] + rule["target_matchers"]]:
            prefix, names = re.fullmatch(r'alertname=~?"(DeepAlive)\(?([\w|]+)\)?"', matcher).groups()
            self.assertLessEqual({prefix + name for name in names.split("|")}, set(alerts()), matcher)

    def test_rules_and_dashboard_ask_for_what_is_published(self):
        known = published()
        self.assertIn("deepalive_role_alive", known)
        self.assertIn("deepalive_check_duration_seconds_bucket", known)
        for query in [rule["expr"] for rule in rules_of("expr")] + queries_of_dashboard():
            with self.subTest(query):
                names = metric_names(query)
                self.assertTrue(names)
                self.assertLessEqual(names, set(known))
                for metric, label in label_names(query):
                    self.assertIn(label, known[metric], metric)

    def test_promtool_can_read_every_query_of_the_dashboard(self):
        queries = [without_variables(query) for query in queries_of_dashboard()]
        self.assertGreater(len(queries), 20)
        rules = [{"record": f"query_{place}", "expr": query} for place, query in enumerate(queries)]
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)
            file.flush()
            run("promtool", "check", "rules", file.name)

    def test_the_dashboard_is_what_its_source_makes(self):
        made = subprocess.run(["/usr/bin/python3", KIT / "dashboard.py"], capture_output=True, check=True).stdout
        self.assertEqual(made, (KIT / "deepalive.dashboard.json").read_bytes(),
                         "run: cd config/prometheus && ./dashboard.py > deepalive.dashboard.json")

    def test_the_dashboard_tells_all_verdicts_apart(self):
        source = (TREE / "core/verdict.cpp").read_text()
        verdicts = re.findall(r'\{Verdict::\w+, "(\w+)"\}', source)
        self.assertEqual(len(verdicts), 7)
        timeline = next(query for query in queries_of_dashboard() if query.startswith("1 * sum by (role, instance)"))
        self.assertEqual(re.findall(r'verdict="(\w+)"', timeline), verdicts)


if __name__ == "__main__":
    unittest.main()
