#!/usr/bin/python3
"""HAProxy with two nodes: requests leave the one that should not have them, and return."""

import os
import shutil
import tempfile
import unittest

from agent import Agent, Site, wait_until
from haproxy import HAProxy

BINARY = os.environ["DEEPALIVE_BINARY"]

IIS = """
sites:
  Shop: {id: 1, state: %s, app_pools: [ShopPool]}
app_pools:
  ShopPool: {state: started, worker_processes: [4242]}
"""
# A probe that fails only makes the role degraded; a site that is stopped fails it.
ROLES = """
defaults: {interval: 50ms, fast_interval: 20ms, timeout: 500ms, fall: 2, rise: 1}
roles:
  shop:
    sites: [Shop]
    failure_condition_level: 2
    checks:
      - {name: front, http: {url: "http://127.0.0.1:%d/"}}
"""
QUICKLY = "inter 100ms rise 1 fall 1"


class Balanced(unittest.TestCase):
    """Two nodes, a and b. What happens, happens to a."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="deepalive-haproxy-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.sites, self.agents = {}, {}
        for name in "ab":
            site = self.sites[name] = Site(name)
            self.addCleanup(site.stop)
            agent = self.agents[name] = Agent(BINARY, os.path.join(self.folder, name), IIS % "started",
                                              ROLES % site.port)
            self.addCleanup(agent.stop)
        for agent in self.agents.values():
            agent.wait_for("shop", "healthy")

    def balance(self, **backends):
        self.haproxy = HAProxy(os.path.join(self.folder, "haproxy"), backends)
        self.addCleanup(self.haproxy.stop)

    def servers(self, options):
        """A line for each node; options may name its {health} and {agent_check} ports."""
        return [f"server {name} 127.0.0.1:{self.sites[name].port} weight 100 "
                + options.format(health=agent.port, agent_check=agent.agent_check)
                for name, agent in self.agents.items()]

    def stop_site(self):
        self.agents["a"].set_iis(IIS % "stopped")

    def start_site(self):
        self.agents["a"].set_iis(IIS % "started")

    def evenly(self, backend):
        return wait_until(lambda: self.haproxy.share(backend) == {"a": 15, "b": 15}, "both get as much")

    def test_httpchk_follows_health(self):
        get, head = self.servers(QUICKLY + " check port {health}"), self.servers(QUICKLY + " check port {health}")
        self.balance(
            get=["option httpchk GET /health/shop", *get],
            head=["option httpchk", "http-check send meth HEAD uri /health/shop ver HTTP/1.1 hdr Host localhost", *head],
            careful=["option httpchk GET /health/shop?degraded=fail&maintenance=drain", *get])
        for backend in ("get", "head", "careful"):
            self.evenly(backend)

        self.stop_site()
        for backend in ("get", "head", "careful"):
            row = self.haproxy.wait_for(backend, "a", status="DOWN")
            self.assertEqual((row["check_status"], row["check_code"]), ("L7STS", "503"))
            self.assertEqual(self.haproxy.share(backend), {"b": 30})
        self.start_site()
        for backend in ("get", "head", "careful"):
            self.haproxy.wait_for(backend, "a", status="UP")
            self.evenly(backend)

        self.sites["a"].status = 500
        self.haproxy.wait_for("careful", "a", status="DOWN")
        self.assertEqual(self.haproxy.server("get", "a")["status"], "UP")
        self.sites["a"].status = 200
        self.haproxy.wait_for("careful", "a", status="UP")

        self.agents["a"].command("maintenance", "start", "shop", "--for", "5m", "--reason", "disk")
        self.haproxy.wait_for("careful", "a", status="DOWN")
        self.assertEqual(self.haproxy.server("get", "a")["status"], "UP")

    def test_the_agent_check_takes_down_and_weighs_and_drains(self):
        self.balance(
            shop=["balance roundrobin",
                  *self.servers('agent-check agent-inter 100ms agent-port {agent_check} agent-send "shop\\n"')],
            unnamed=self.servers("agent-check agent-inter 500ms agent-port {agent_check}"))
        self.evenly("shop")

        self.stop_site()
        row = self.haproxy.wait_for("shop", "a", status="DOWN (agent)")
        self.assertIn("down (unhealthy: site-Shop: ", row["last_agt"])
        self.assertEqual(self.haproxy.share("shop"), {"b": 30})
        self.haproxy.wait_for("unnamed", "a", status="DOWN (agent)")  # the only role
        self.start_site()
        self.haproxy.wait_for("shop", "a", status="no check", weight="100")
        self.evenly("shop")

        self.sites["a"].status = 500
        row = self.haproxy.wait_for("shop", "a", weight="50")
        self.assertIn("degraded: front", row["last_agt"])
        self.sites["a"].status = 200
        self.haproxy.wait_for("shop", "a", weight="100")

        self.agents["a"].command("maintenance", "start", "shop", "--for", "5m", "--reason", "disk")
        self.haproxy.wait_for("shop", "a", weight="0")
        self.assertEqual(self.haproxy.share("shop"), {"b": 30})
        self.agents["a"].command("maintenance", "end", "shop")
        self.haproxy.wait_for("shop", "a", weight="100")
        self.evenly("shop")

        self.agents["a"].command("role", "offline", "shop")
        self.haproxy.wait_for("shop", "a", status="DOWN (agent)")
        self.assertIn("stopped", self.haproxy.server("shop", "a")["last_agt"])
        self.agents["a"].command("role", "online", "shop")
        self.haproxy.wait_for("shop", "a", status="no check", weight="100")

    def test_the_agent_check_leaves_alone_what_the_administrator_has_set(self):
        self.balance(shop=self.servers('agent-check agent-inter 100ms agent-port {agent_check} agent-send "shop\\n"'))
        self.haproxy.wait_for("shop", "a", agent_status="L7OK")
        self.haproxy.command("set server shop/a state drain")
        # The agent is heard, and the server still drains.
        self.sites["a"].status = 500
        wait_until(lambda: "degraded: front" in self.haproxy.server("shop", "a")["last_agt"], "the agent is heard")
        self.sites["a"].status = 200
        wait_until(lambda: "degraded" not in self.haproxy.server("shop", "a")["last_agt"], "the agent is heard again")
        self.assertEqual(self.haproxy.server("shop", "a")["status"], "DRAIN (agent)")
        self.assertEqual(self.haproxy.share("shop"), {"b": 30})
        self.haproxy.command("set server shop/a state ready")
        self.evenly("shop")

    def test_a_mistake_takes_nothing_down_and_is_shown(self):
        checks = "agent-check agent-inter 100ms agent-port {agent_check} agent-send "
        self.balance(unknown=self.servers(checks + '"shp\\n"'),
                     misspelled=self.servers(checks + '"shop?degarded=fail\\n"'),
                     long=self.servers(checks + '"' + 200 * "x" + '\\n"'))
        for backend, word in (("unknown", "role-unknown"), ("misspelled", "parameter-unknown"),
                              ("long", "line-too-long")):
            wait_until(lambda: word in self.haproxy.server(backend, "a")["last_agt"],
                       f"{backend} shows {word}")
            self.assertIn(self.haproxy.server(backend, "a")["status"], ("no check", "UP"))
            self.evenly(backend)
        told = [line for line in self.agents["a"].log() if "HAProxy was told nothing" in line]
        self.assertEqual(len(told), 2, told)

    def test_an_agent_that_is_gone_is_down_for_httpchk_and_as_it_was_for_the_agent_check(self):
        self.balance(
            get=["option httpchk GET /health/shop", *self.servers(QUICKLY + " check port {health}")],
            shop=self.servers('agent-check agent-inter 100ms agent-port {agent_check} agent-send "shop\\n"'))
        self.haproxy.wait_for("get", "a", status="UP")
        self.haproxy.wait_for("shop", "a", agent_status="L7OK")
        self.agents["a"].stop()
        self.haproxy.wait_for("get", "a", status="DOWN")
        self.haproxy.wait_for("shop", "a", agent_status="L4CON")
        self.evenly("shop")


if __name__ == "__main__":
    unittest.main(verbosity=2)
