"""Reads a mail on standard input with Python's own email package, a reader that is not ours, and prints it as JSON."""

import json
import sys
from email import message_from_bytes
from email.policy import default

mail = message_from_bytes(sys.stdin.buffer.read(), policy=default)


def part(node):
    described = {"type": node.get_content_type(), "defects": [str(defect) for defect in node.defects]}
    if node.is_multipart():
        return {**described, "parts": [part(child) for child in node.iter_parts()]}
    return {
        **described,
        "params": dict(node["Content-Type"].params),
        "encoding": str(node["Content-Transfer-Encoding"] or "7bit"),
        "filename": node.get_filename(),
        "text": node.get_payload(decode=True).decode("utf-8", "surrogateescape"),
    }


json.dump({"headers": {name.lower(): str(value) for name, value in mail.items()}, "body": part(mail)}, sys.stdout)
