"""Reads an iCalendar object on standard input with python3-icalendar, a reader that is not ours, and prints it as JSON.

Times come out as UTC instants, reckoned with the object's own VTIMEZONE and never with the machine's time zone data, so
that a wrong rule shows as a wrong hour.
"""

import json
import sys
from datetime import timezone

from icalendar import Calendar

calendar = Calendar.from_ical(sys.stdin.buffer.read())
zones = {str(zone["TZID"]): zone.to_tz() for zone in calendar.walk("VTIMEZONE")}


def instant(prop):
    at = prop.dt
    tzid = prop.params.get("TZID")
    if tzid is not None:
        at = zones[str(tzid)].localize(at.replace(tzinfo=None))
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def plain(prop):
    value = prop.dt.isoformat() if hasattr(prop, "dt") else prop.to_ical().decode()
    return {"value": value, "text": str(prop), "params": {k: str(v) for k, v in prop.params.items()}}


def all_of(component, name):
    found = component.get(name, [])
    return [plain(prop) for prop in (found if isinstance(found, list) else [found])]


events = []
for event in calendar.walk("VEVENT"):
    events.append(
        {
            "startsAt": instant(event["DTSTART"]),
            "endsAt": instant(event["DTEND"]),
            "stampedAt": instant(event["DTSTAMP"]),
            "properties": {name: all_of(event, name) for name in event},
        }
    )

json.dump(
    {
        "properties": {name: all_of(calendar, name) for name in calendar},
        "zones": list(zones),
        "events": events,
    },
    sys.stdout,
)
