"""What a random request cannot do, or must not: sign itself, end the key that the run calls with."""

import base64
import hashlib
import hmac
import json
import os
import time

import schemathesis

SPARED = os.environ["TRANCHE_FUZZ_SPARED"].split(",")
OF_PEOPLE = os.environ["TRANCHE_FUZZ_OF_PEOPLE"].split(",")
COOKIE = os.environ["TRANCHE_FUZZ_COOKIE"]
KEY = f"Bearer {os.environ['TRANCHE_FUZZ_KEY']}"
HOOK_SECRET = base64.b64decode(os.environ["TRANCHE_FUZZ_HOOK_SECRET"].removeprefix("whsec_"))


@schemathesis.serializer("application/offset+octet-stream")
def bytes_of_an_upload(context, value):
    return value if isinstance(value, bytes) else json.dumps(value).encode()


@schemathesis.hook
def filter_case(context, case):
    """The key that calls, and the connection whose hook is signed for, are read and never changed."""
    changes = case.method.upper() not in ("GET", "HEAD") and not case.path.startswith("/hooks/")
    return not changes or not set(SPARED) & set(map(str, (case.path_parameters or {}).values()))


@schemathesis.hook
def before_call(context, case, kwargs):
    as_a_person(case)
    signed(case)


def as_a_person(case):
    """What no key may do is done by somebody who has signed in, as their browser does it; what comes without a key stays so."""
    name = case.operation.definition.raw.get("operationId")
    headers = dict(case.headers or {})
    if name == "signIn.step":
        case.headers = {**headers, "sec-fetch-site": "same-origin"}
    elif name in OF_PEOPLE and headers.get("Authorization") == KEY:
        del headers["Authorization"]
        case.headers = {**headers, "cookie": COOKIE, "sec-fetch-site": "same-origin"}


def signed(case):
    """Signs every other delivery of a hook (standard-webhooks), so that what it says is read."""
    if case.operation.path != "/hooks/{connection}" or not isinstance(case.body, dict):
        return
    body = json.dumps(case.body).encode()
    if len(body) % 2 == 0:
        return
    told_at = str(int(time.time()))
    text = f"msg_{len(body)}.{told_at}.".encode() + body
    mac = base64.b64encode(hmac.new(HOOK_SECRET, text, hashlib.sha256).digest()).decode()
    case.body = body
    case.headers = {
        **(case.headers or {}),
        "webhook-id": f"msg_{len(body)}",
        "webhook-timestamp": told_at,
        "webhook-signature": f"v1,{mac}",
    }
