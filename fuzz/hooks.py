"""What a random request cannot do, or must not: sign itself, come from a page of ours, end what the run calls with."""

import base64
import hashlib
import hmac
import json
import os
import time

import schemathesis

SPARED = os.environ["TRANCHE_FUZZ_SPARED"].split(",")
HOOK_SECRET = base64.b64decode(os.environ["TRANCHE_FUZZ_HOOK_SECRET"].removeprefix("whsec_"))


@schemathesis.serializer("application/offset+octet-stream")
def bytes_of_an_upload(context, value):
    return value if isinstance(value, bytes) else json.dumps(value).encode()


@schemathesis.hook
def filter_case(context, case):
    """The key and the session that call, and the connection whose hook is signed for, are read and never changed."""
    changes = case.method.upper() not in ("GET", "HEAD") and not case.path.startswith("/hooks/")
    return not changes or not set(SPARED) & set(map(str, (case.path_parameters or {}).values()))


@schemathesis.hook
def before_call(context, case, kwargs):
    """Comes from a page of ours, as sessions must."""
    case.headers = {**(case.headers or {}), "sec-fetch-site": "same-origin"}


@schemathesis.hook("before_call")
def sign_delivery(context, case, kwargs):
    """Signs every other delivery of a hook (standard-webhooks), so that what it says is read."""
    if case.operation.path != "/hooks/{connection}" or not isinstance(case.body, dict):
        return
    body = json.dumps(case.body).encode()
    if len(body) % 2 == 0:
        return
    told_at = str(int(time.time()))
    signed = f"msg_{len(body)}.{told_at}.".encode() + body
    mac = base64.b64encode(hmac.new(HOOK_SECRET, signed, hashlib.sha256).digest()).decode()
    case.body = body
    case.headers = {
        **(case.headers or {}),
        "webhook-id": f"msg_{len(body)}",
        "webhook-timestamp": told_at,
        "webhook-signature": f"v1,{mac}",
    }
