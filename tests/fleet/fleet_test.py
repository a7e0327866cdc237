#!/usr/bin/python3 -B
"""fleet_test.py DEEPALIVE: 20 agents, a Prometheus and an Alertmanager with what config/prometheus ships.

Whoever is on call has to be told of each trouble once, of nothing else, and when it is over.
"""

import json
import pathlib
import statistics
import sys
import tempfile
import time
import unittest

from agents import Agent
from children import end_all, wait_until
from monitoring import Alertmanager, Prometheus
from standins import Database, Notifications, Sites

TREE = pathlib.Path(__file__).resolve().parents[2]
KIT = TREE / "config" / "prometheus"
sys.path.append(str(TREE / "tests" / "prometheus"))
from promql import without_variables

# Panels that have nothing to show for a fleet that is well, and has no TLS.
EMPTY_PANELS = {"Root causes now", "Alerts", "Could not look", "Time left"}
NODES = [f"node{number:02}" for number in range(1, 21)]
CLUSTERED = NODES[:2]
PROGRAM = None


class Fleet(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.begin = time.monotonic()
        cls.children = []
        cls.addClassCleanup(lambda: end_all(cls.children))
        folder = tempfile.TemporaryDirectory(prefix="deepalive-fleet-")
        cls.addClassCleanup(lambda: end_all(cls.children) or folder.cleanup())
        path = pathlib.Path(folder.name)

        cls.database = Database()
        cls.sites = Sites(cls.database)
        cls.notifications = Notifications()
        cls.alertmanager = Alertmanager(KIT, path, cls.notifications)
        cls.children.append(cls.alertmanager.child)
        cls.prometheus = Prometheus(KIT, path, cls.alertmanager)
        cls.children.append(cls.prometheus.child)
        cls.agents = {}
        for node in NODES:
            cls.agents[node] = Agent(PROGRAM, path, node, cls.sites, cls.database, clustered=node in CLUSTERED)
            cls.children.append(cls.agents[node].child)
        cls.prometheus.watch(cls.agents.values())
        cls.until('sum(deepalive_role_verdict{role="orders",verdict="healthy"})', len(CLUSTERED))
        cls.agents[CLUSTERED[1]].tell("role", "offline", "orders")
        cls.until_healthy()
        cls.prometheus.load_rules()
        wait_until("evaluated rule", cls.all_rules_evaluated)

    @classmethod
    def until(cls, expression, value):
        wait_until(f"{value} for {expression}", lambda: cls.prometheus.query(expression) == value,
                   seen=lambda: cls.prometheus.query(expression))

    @classmethod
    def until_healthy(cls):
        cls.until('sum(deepalive_role_verdict{role="shop",verdict="healthy"})', len(NODES))
        cls.until('sum(deepalive_role_verdict{role="orders",verdict="healthy"})', 1)
        cls.until('sum(deepalive_role_standby_ready{role="orders"})', 1)

    @classmethod
    def all_rules_evaluated(cls):
        rules = cls.prometheus.rules()
        return rules and all(rule["health"] == "ok" for rule in rules.values())

    def told(self, *expected):
        """Waits until exactly these fire: pairs of a receiver and an alert."""
        wait_until(f"notification of {set(expected)}", lambda: self.notifications.firing() >= set(expected),
                   seen=self.notifications.firing)
        self.assertEqual(self.notifications.firing(), set(expected))

    def over(self, *expected):
        """Waits until nothing fires any more, and looks whether nothing else was ever told."""
        wait_until("end of what was told", lambda: not self.notifications.firing(), seen=self.notifications.firing)
        self.assertEqual(self.notifications.ever(), set(expected))
        self.notifications.forget()

    def test_1_a_sick_site_and_a_killed_agent_are_told_and_a_node_in_maintenance_is_not(self):
        expected = {("working-hours", "RoleDead(shop, node07)"), ("working-hours", "AgentGone(node03)")}
        self.agents["node05"].tell("maintenance", "start", "shop", "--for", "10m", "--reason", "a new release")
        self.sites.sick |= {"node05", "node07"}
        self.agents["node03"].kill()
        self.told(*expected)
        self.assertIn("Root cause: front (status_unexpected).",
                      self.notifications.description(("working-hours", "RoleDead(shop, node07)")))

        self.sites.sick.clear()
        self.agents["node05"].tell("maintenance", "end", "shop")
        self.agents["node03"].start()
        self.children.append(self.agents["node03"].child)
        self.prometheus.watch(self.agents.values())
        self.over(*expected)
        self.until_healthy()

    def test_2_a_database_of_all_nodes_is_one_alert_and_so_is_a_role_that_nobody_serves(self):
        expected = {("on-call", "SharedCause(shop, database)"), ("on-call", "RoleDeadEverywhere(orders)")}
        unhealthy = 'sum(deepalive_role_transitions_total{role="shop",verdict="unhealthy"})'
        dead_before = self.prometheus.query(unhealthy)
        self.database.stop()
        self.agents[CLUSTERED[0]].tell("role", "offline", "orders")
        self.told(*expected)
        self.assertIn(f"on every node that has it ({len(NODES)})",
                      self.notifications.description(("on-call", "SharedCause(shop, database)")))
        # The sites answer 500 without their database; yet no node is called dead, for a failover would not help.
        self.assertEqual(self.prometheus.query('sum(deepalive_check_up{check="front"})'), 0)
        self.assertEqual(self.prometheus.query('sum(deepalive_role_alive{role="shop",question="is_alive"})'), len(NODES))
        # Each node is degraded, which Prometheus says of each and Alertmanager of none.
        wait_until("inhibited alert for each node", lambda: len(self.alertmanager.inhibited()) == len(NODES),
                   seen=self.alertmanager.inhibited)
        self.assertEqual({alert["labels"]["alertname"] for alert in self.alertmanager.inhibited()},
                         {"DeepAliveRoleDegraded"})
        self.assertEqual(self.notifications.ever(), expected)

        self.database.start()
        self.agents[CLUSTERED[0]].tell("role", "online", "orders")
        self.over(*expected)
        self.until_healthy()
        # Not when it went, nor when it came back.
        self.assertEqual(self.prometheus.query(unhealthy), dead_before)

    def test_3_each_panel_of_the_dashboard_has_something_to_show(self):
        for panel in json.loads((KIT / "deepalive.dashboard.json").read_text())["panels"]:
            for target in panel.get("targets", []):
                with self.subTest(panel["title"]):
                    value = self.prometheus.query(without_variables(target["expr"]))
                    self.assertTrue(value is not None or panel["title"] in EMPTY_PANELS, target["expr"])

    def test_4_an_agent_costs_little(self):
        wall = time.monotonic() - self.begin
        used = [agent.child.used() for agent in self.agents.values()]
        shares = [100 * seconds / wall for seconds, _ in used]
        peaks = [peak for _, peak in used]
        of_prometheus, _ = self.prometheus.child.used()
        print(f"\n{len(used)} agents over {wall:.0f} s: of one processor {statistics.median(shares):.2f} % each (median; "
              f"most {max(shares):.2f} %), at most {max(peaks):.1f} MiB of memory (median {statistics.median(peaks):.1f}); "
              f"Prometheus {100 * of_prometheus / wall:.1f} % of a processor", file=sys.stderr)
        self.assertLess(statistics.median(shares), 10)
        self.assertLess(max(peaks), 200)


if __name__ == "__main__":
    PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(failfast=True, verbosity=2)
