"""What a test of the library stands on: Practice HubSpot, an app, and a customer who consents."""

import json
import os
import subprocess
import threading
import urllib.request
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from hubspot import Client
from hubspot.utils.oauth import get_auth_url

VERSION = "2026-09"
ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
PRACTICE = TARGET / "debug" / ("keeper-practice.exe" if os.name == "nt" else "keeper-practice")
# No proxy stands between two programs on one computer.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"


class Stage:
    """Practice HubSpot, always with the same apps and accounts. It ends when its deadline passes:
    whatever still waits for it then fails."""

    def __init__(self, deadline=60):
        command = [PRACTICE, "--until-stdin-closes", "--seed", "7", "--apps", "2", "--accounts", "3"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        self.timer = threading.Timer(deadline, self.process.kill)
        self.timer.daemon = True
        self.timer.start()
        said = json.loads(self.process.stdout.readline())
        self.api, self.pages, self.orders = said["api"], said["pages"], said["control"]
        self.app, self.other_app = said["apps"]
        self.account = next(one for one in said["accounts"] if one["type"] == "STANDARD")
        self.redirect_url = self.app["redirect_urls"][0]

    def strike(self):
        self.process.stdin.close()
        self.process.wait()
        self.timer.cancel()
        self.process.stdout.close()

    def control(self, order, body=None):
        """Orders something from Practice HubSpot's control, or asks it."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.orders}/{order}", data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=15) as response:
            return json.load(response)

    def clock_to(self, moment):
        """Moves Practice HubSpot's clock to a moment."""
        now = self.control("clock", {"advance_s": 0})["now"]
        # Older Pythons read no Z and no more than six digits of a second.
        ahead = datetime.fromisoformat(moment) - datetime.fromisoformat(now[:19])
        self.control("clock", {"advance_s": int(ahead.total_seconds())})

    def statuses(self, path):
        """How the calls to a path were answered, the oldest first."""
        return [call["status"] for call in self.control("log") if call["path"] == path]

    def client(self, **more):
        """The library, made to speak to Practice HubSpot by its own options: the one of its
        generated calls, and the one of its general call."""
        return Client.create(host=self.api, base_url=self.api, **more)

    def authorize_url(self, scopes=None, **more):
        """Where the library sends a customer's browser; only the host is another one."""
        scopes = tuple(scopes or self.app["required_scopes"])
        built = urlsplit(get_auth_url(self.app["client_id"], self.redirect_url, scopes, **more))
        assert f"{built.scheme}://{built.netloc}" == "https://app.hubspot.com", built
        return f"{self.pages}{built.path}?{built.query}"

    def consent(self, url=None):
        """What comes of it when the customer consents."""
        order = {"authorize_url": url or self.authorize_url(), "hub_id": self.account["hub_id"]}
        return self.control("approve", order)

    def code(self):
        """A code for the app on the customer's account."""
        return parse_qs(urlsplit(self.consent()["redirect"]).query)["code"][0]

    def exchange(self, code, app=None, **options):
        app = app or self.app
        return self.client(**options).oauth.tokens_api.create(
            grant_type="authorization_code",
            code=code,
            redirect_uri=self.redirect_url,
            client_id=app["client_id"],
            client_secret=app["client_secret"],
        )

    def refresh(self, token, app=None, **options):
        app = app or self.app
        return self.client(**options).oauth.tokens_api.create(
            grant_type="refresh_token",
            refresh_token=token,
            client_id=app["client_id"],
            client_secret=app["client_secret"],
        )

    def install(self):
        """The app on the customer's account, with its tokens."""
        return self.exchange(self.code())

    def form(self, path, **fields):
        """A call that the library has no method for, through its general one."""
        client = {name: self.app[name] for name in ("client_id", "client_secret")}
        options = {"method": "POST", "path": path, "default_json": False, "body": {**client, **fields}}
        return self.client().api_request(options)

    def introspect(self, token):
        return self.form(f"/oauth/{VERSION}/token/introspect", token=token)

    def account_info(self, access_token):
        path = f"/account-info/{VERSION}/details"
        return self.client(access_token=access_token).api_request({"path": path})
