"""A Prometheus and an Alertmanager with the rules and configurations that are shipped."""

import json
import urllib.parse
import urllib.request

from children import Child
from shorten import shorten_alertmanager, shorten_prometheus, shorten_rules


class Alertmanager:
    def __init__(self, kit, folder, notifications):
        configuration = folder / "alertmanager.yml"
        configuration.write_text(shorten_alertmanager((kit / "alertmanager.yml").read_text(),
                                                      f"http://127.0.0.1:{notifications.port}"))
        self.child = Child(
            ["/usr/bin/prometheus-alertmanager", f"--config.file={configuration}", f"--storage.path={folder}/alerts",
             "--web.listen-address=127.0.0.1:0", "--cluster.listen-address="],
            "prometheus-alertmanager", folder / "alertmanager.log")
        self.port = self.child.listening_port()

    def inhibited(self):
        """Alerts that fire and are kept back."""
        return _get(self.port, "/api/v2/alerts?active=false&inhibited=true&silenced=false")


class Prometheus:
    """Knows no rules before load_rules(): while its service discovery starts there are no agents, and that is an alert."""

    def __init__(self, kit, folder, alertmanager):
        self._rules = (kit / "deepalive.rules.yml").read_text()
        self._folder = folder
        (folder / "targets").mkdir()
        configuration = folder / "prometheus.yml"
        configuration.write_text(shorten_prometheus((kit / "prometheus.yml").read_text(),
                                                    f"127.0.0.1:{alertmanager.port}"))
        self._write_rules("groups: []")
        self.child = Child(
            ["/usr/bin/prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={folder}/series",
             "--web.listen-address=127.0.0.1:0"], "prometheus", folder / "prometheus.log")
        self.port = self.child.listening_port()

    def watch(self, agents):
        """By service discovery, which follows the file. One replaces the other, so that no half is read."""
        entries = [{"targets": [agent.address()], "labels": {"instance": agent.node, "cluster": "fleet"}}
                   for agent in agents]
        new = self._folder / "fleet.new"
        new.write_text(json.dumps(entries))
        new.rename(self._folder / "targets" / "fleet.yml")

    def load_rules(self):
        self._write_rules(shorten_rules(self._rules))
        self.child.reload()

    def query(self, expression):
        """The value of the only series; None if there is no such series."""
        answer = _get(self.port, "/api/v1/query?" + urllib.parse.urlencode({"query": expression}))
        series = answer["data"]["result"]
        return float(series[0]["value"][1]) if series else None

    def rules(self):
        """The state of each alerting rule."""
        groups = _get(self.port, "/api/v1/rules?type=alert")["data"]["groups"]
        return {rule["name"]: rule for group in groups for rule in group["rules"]}

    def _write_rules(self, text):
        (self._folder / "deepalive.rules.yml").write_text(text)


def _get(port, target):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{target}", timeout=10) as response:
        return json.load(response)
