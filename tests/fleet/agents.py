"""Agents with a simulated IIS, as a user runs them."""

import signal
import subprocess

from children import Child, wait_until

IIS = """\
services: {W3SVC: running, WAS: running}
sites:
  Shop: {id: 1, app_pools: [ShopPool]}
  Orders: {id: 2, app_pools: [OrdersPool]}
app_pools:
  ShopPool: {worker_processes: [4242]}
  OrdersPool: {worker_processes: [4343]}
"""

CONFIGURATION = """\
agent:
  listen: ["127.0.0.1:0"]
  log: {{file: agent.log}}
iis: {{provider: simulated, simulated_file: iis.yaml, interval: 1s}}
defaults: {{interval: 1s, fast_interval: 500ms, timeout: 900ms, fall: 2, rise: 1}}
roles:
  shop:
    placement: always
    sites: [Shop]
    app_pools: [ShopPool]
    grace: 2s
    checks:
      - name: front
        http: {{url: "http://127.0.0.1:{sites}/{node}/health"}}
        depends_on: [database]
      - name: database
        tcp: {{address: "127.0.0.1:{database}"}}
        scope: shared
"""

CLUSTERED = """\
  orders:
    placement: cluster
    sites: [Orders]
    app_pools: [OrdersPool]
    grace: 2s
"""


class Agent:
    def __init__(self, program, folder, node, sites, database, clustered):
        self.node = node
        self._program = program
        self._folder = folder / node
        self._folder.mkdir()
        (self._folder / "iis.yaml").write_text(IIS)
        self._configuration = self._folder / "deepalive.yaml"
        self._configuration.write_text(
            CONFIGURATION.format(sites=sites.port, database=database.port, node=node)
            + (CLUSTERED if clustered else ""))
        self.start()

    def start(self):
        # Each start prints into a file of its own, so that an address is never that of the last one.
        number = len(list(self._folder.glob("run*.txt")))
        self.child = Child([self._program, "run", "--config", self._configuration], "deepalive",
                           self._folder / f"run{number}.txt")

    def address(self):
        line = wait_until(f"address of {self.node}", lambda: self.child.printed("page: http://"))
        return line.split("http://")[1].strip("/")

    def kill(self):
        self.child.end(signal.SIGKILL)

    def tell(self, *words):
        """A command of deepalive to this agent."""
        done = subprocess.run([self._program, *words, "--config", self._configuration], capture_output=True,
                              text=True, timeout=30)
        if done.returncode != 0:
            raise RuntimeError(f"deepalive {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
