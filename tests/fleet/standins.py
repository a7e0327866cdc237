"""What the fleet's agents look at, and who is told: web sites, a database, a receiver of notifications."""

import contextlib
import http.server
import json
import socket
import threading


class Database:
    """Takes connections while it is up. Down it refuses them, and keeps its port."""

    def __init__(self):
        self._keeper = _bound_to(0)  # never listens
        self.port = self._keeper.getsockname()[1]
        self.start()

    @property
    def is_up(self):
        return self._listener is not None

    def start(self):
        self._listener = _bound_to(self.port)
        self._listener.listen()
        threading.Thread(target=_accept, args=[self._listener], daemon=True).start()

    def stop(self):
        listener, self._listener = self._listener, None
        listener.shutdown(socket.SHUT_RDWR)  # ends the thread's waiting
        listener.close()


def _bound_to(port):
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind(("127.0.0.1", port))
    return bound


def _accept(listener):
    with contextlib.suppress(OSError):
        while True:
            listener.accept()[0].close()


class Sites:
    """Each node's web site, at /<node>/health: it answers 500 where it is sick, and where its database is down."""

    def __init__(self, database):
        self.sick = set()
        sites = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                node = self.path.split("/")[1]
                self.send_response(500 if node in sites.sick or not database.is_up else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.port = _serve(Handler)


class Notifications:
    """What Alertmanager sent to each of its receivers, as its webhook sends it."""

    def __init__(self):
        self._lock = threading.Lock()
        self._alerts = {}  # the newest state of each
        notifications = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                notifications._take(self.path.strip("/"), body["alerts"])
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.port = _serve(Handler)

    def _take(self, receiver, alerts):
        with self._lock:
            for alert in alerts:
                self._alerts[(receiver, name_of(alert["labels"]))] = alert

    def _named(self, *states):
        with self._lock:
            return {key for key, alert in self._alerts.items() if alert["status"] in states}

    def firing(self):
        """Pairs of a receiver and an alert's name."""
        return self._named("firing")

    def ever(self):
        return self._named("firing", "resolved")

    def description(self, key):
        with self._lock:
            return self._alerts[key]["annotations"]["description"]

    def forget(self):
        with self._lock:
            self._alerts.clear()


def name_of(labels):
    """Such as RoleDead(shop, node07)."""
    about = [labels[name] for name in ("role", "check", "instance") if name in labels]
    return f"{labels['alertname'].removeprefix('DeepAlive')}({', '.join(about)})"


def _serve(handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
