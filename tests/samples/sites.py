"""The sites, certificates and ports that the samples speak of, on this machine."""

import http.server
import json
import socket
import ssl
import subprocess

import agent as clients


def certificates(folder):
    """ca.pem, server.crt and .key for all names of the samples, probe.pem and .key for a client: by openssl."""

    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder, timeout=20)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "400", "-subj", "/CN=Samples")
    names = ["*.example.com", "www.brand.example", "localhost"]
    for name, subject, extension in (
        ("server", "/CN=site", "subjectAltName=" + ",".join("DNS:" + n for n in names)),
        ("probe", "/CN=probe", "extendedKeyUsage=clientAuth"),
    ):
        openssl("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", subject)
        (folder / "extension").write_text(extension)
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
                f"{name}.pem", "-days", "400", "-extfile", "extension")
        (folder / f"{name}.key").chmod(0o600)


class Sites(clients.Served):
    """One server for all names: /health answers 200, what is in `down` 500, /api and /admin want to know who asks."""

    def __init__(self, certificates=None, wants_certificate=False):
        self.down = set()  # paths
        self.database = "up"
        self.seen = []  # (Host, path, name sent by TLS)
        sites = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                tls_name = getattr(self.connection, "sent_name", None)
                sites.seen.append((self.headers["Host"].split(":")[0], self.path, tls_name))
                status, body, kind = 200, "fine", "text/plain"
                if self.path in sites.down:
                    status = 500
                elif self.path == "/api/health":
                    status = 200 if self.headers["Authorization"] == "Bearer sample-token" else 401
                    state = {"status": "ok", "database": {"state": sites.database}}
                    body, kind = json.dumps(state), "application/json"
                elif self.path == "/admin/health":  # probe:change me
                    status = 200 if self.headers["Authorization"] == "Basic cHJvYmU6Y2hhbmdlIG1l" else 401
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

        context = None
        if certificates:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
            if wants_certificate:
                context.verify_mode = ssl.CERT_REQUIRED
                context.load_verify_locations(certificates / "ca.pem")

            def remember(connection, name, _):
                connection.sent_name = name

            context.sni_callback = remember
        super().__init__(Handler, context)


class Listener:
    """Something that accepts connections, as far as a probe sees."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]

    def stop(self):
        self._socket.close()
