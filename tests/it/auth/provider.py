"""An identity provider that speaks OpenID Connect, with one user, whom it never asks for a password.

    python provider.py SUBJECT NAME GROUP...

It listens on a free port, and prints its address. `/set?sub=8` sets who logs in next.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT, SECRET = "mlflow", "a client's secret"
user = {"sub": sys.argv[1], "preferred_username": sys.argv[2], "groups": sys.argv[3:]}
codes = {}
faults = {}


def new_key():
    return {"id": secrets.token_hex(4), "key": rsa.generate_private_key(65537, 2048)}


signing = new_key()


def encoded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def number(value):
    return encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def signed(claims):
    head = {"alg": "RS256", "typ": "JWT", "kid": signing["id"]}
    text = ".".join(encoded(json.dumps(part).encode()) for part in (head, claims))
    key = new_key()["key"] if faults.get("key") else signing["key"]
    return f"{text}.{encoded(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


class Provider(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, body, status=200, **headers):
        body = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        getattr(self, url.path.strip("/").replace(".", "").replace("/", "_").replace("-", "_"))(query)

    def well_known_openid_configuration(self, _):
        self.answer({
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        })

    def jwks(self, _):
        numbers = signing["key"].public_key().public_numbers()
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": signing["id"]}
        self.answer({"keys": [{**key, "n": number(numbers.n), "e": number(numbers.e)}]})

    def authorize(self, query):
        right = query["client_id"] == CLIENT and query["response_type"] == "code"
        right = right and query["code_challenge_method"] == "S256" and "openid" in query["scope"]
        if not right:
            return self.answer({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(8)
        codes[code] = query
        said = {"code": code, "state": query["state"]}
        if faults.get("refuse"):
            said = {"error": "access_denied", "state": query["state"]}
        self.answer({}, 302, Location=f"{query['redirect_uri']}?{urlencode(said)}")

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        form = {name: values[0] for name, values in form.items()}
        login = base64.b64decode(self.headers["Authorization"].split()[1]).decode()
        asked = codes.pop(form.get("code"), None)
        challenge = encoded(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        right = asked and asked["code_challenge"] == challenge
        right = right and asked["redirect_uri"] == form["redirect_uri"]
        right = right and login == urlencode({CLIENT: SECRET}).replace("=", ":")
        if not right:
            return self.answer({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 60, **user}
        claims["nonce"] = "another" if faults.get("nonce") else asked["nonce"]
        if faults.get("late"):
            claims["exp"] = now - 3600
        self.answer({"access_token": "a", "token_type": "Bearer", "id_token": signed(claims)})

    def set(self, query):
        """Changes who logs in next, and what is wrong then."""
        global signing
        faults.clear()
        faults.update({name: True for name in query.pop("fault", "").split()})
        if "groups" in query:
            query["groups"] = query["groups"].split()
        if query.pop("renew", None):
            signing = new_key()
        user.update(query)
        self.answer({})


server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
ISSUER = f"http://127.0.0.1:{server.server_port}"
print(ISSUER, flush=True)
server.serve_forever()
