"""A provider of log-ins (OpenID Connect), as an office's own is: it lets in whom it is told to."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "atlas", "s" * 32


@dataclass
class Provider:
    """
    A provider that runs.

    Attributes
    ----------
    url
        Its address.
    claims
        What it says of who logs in next, beside what each answer has.
    nonces
        Code -> the word of the page that asked for it.
    """

    url: str
    claims: dict[str, object] = field(default_factory=dict)
    nonces: dict[str, str] = field(default_factory=dict)

    @property
    def metadata(self) -> str:
        """The address that a client is configured with."""
        return f"{self.url}/.well-known/openid-configuration"


@contextmanager
def providing() -> Iterator[Provider]:
    """Run a provider on a free port."""
    key = RSAKey.generate_key(2048, parameters={"kid": "k", "use": "sig", "alg": "RS256"})

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            if asked.path == "/authorize":
                code = f"code-{len(provider.nonces)}"
                provider.nonces[code] = query.get("nonce", "")
                back = urlencode({"code": code, "state": query["state"]})
                self.send_response(302)
                self.send_header("Location", f"{query['redirect_uri']}?{back}")
                self.end_headers()
            elif asked.path == "/keys":
                self._say({"keys": [key.as_dict(private=False)]})
            else:
                self._say(
                    {
                        "issuer": provider.url,
                        "authorization_endpoint": f"{provider.url}/authorize",
                        "token_endpoint": f"{provider.url}/token",
                        "jwks_uri": f"{provider.url}/keys",
                        "response_types_supported": ["code"],
                        "subject_types_supported": ["public"],
                        "id_token_signing_alg_values_supported": ["RS256"],
                    }
                )

        def do_POST(self) -> None:
            said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            now = int(time.time())
            claims = {
                "iss": provider.url,
                "aud": CLIENT,
                "sub": "1",
                "iat": now,
                "exp": now + 600,
                "nonce": provider.nonces.pop(said["code"][0]),
                **provider.claims,
            }
            token = jwt.encode({"alg": "RS256", "kid": "k"}, claims, key)
            self._say({"access_token": "a", "token_type": "Bearer", "id_token": token})

        def _say(self, told: object) -> None:
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing of requests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        provider = Provider(f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield provider
        finally:
            server.shutdown()
