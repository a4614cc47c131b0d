"""Bodies near lawful ones, drawn at random, and what every refusal must look like."""

from __future__ import annotations

import json
import random
import re
from typing import Any

from werkzeug.test import TestResponse

PLANTED = "王小英13812341234"  # stands for what must never come back or reach a log
TEMPLATES: dict[str, dict[str, Any]] = {
    "/v1/requests": {
        "resident_id": "R0310",
        "service": "WOUND",
        "channel": "clinic_phone",
        "first_day": "2026-03-09",
        "last_day": "2026-03-11",
        "windows": [{"earliest": "2026-03-09T08:00:00+08:00", "latest": "2026-03-09T11:00:00+08:00"}],
        "wished": {"earliest": "2026-03-09T08:00:00+08:00", "latest": "2026-03-09T09:00:00+08:00"},
        "order_until": "2026-04-01",
        "order_items": [],
        "gap_min_minutes": 0,
        "infected": False,
        "note": "door code at the gate",
    },
    "/v1/plans": {"day": "2026-05-01", "seed": 3, "seconds": 1.5, "weather": "rain"},
    "/v1/plans/P-none/publish": {"acknowledged_by": "S01"},
    "/v1/beds": {"resident_id": "R0310", "kind": "treatment", "source": "centre", "reason": "after the ward"},
    "/v1/beds/B-C01-20260308-001/moves": {
        "version": 1,
        "state": "assessed",
        "reason": "seen at home",
        "conditions": ["diagnosis", "carer"],
        "from_day": "2026-03-09",
        "until_day": "2026-05-07",
        "responsible_doctor": "S01",
        "deputies": ["S02"],
    },
    "/v1/beds/B-C01-20260308-001/renewals": {"version": 1, "until_day": "2026-05-07", "assessed": "2026-03-08"},
    "/v1/beds/B-C01-20260308-001/care": {"version": 1, "unstable": True, "nurse_days": 3},
    "/v1/orders": {
        "resident_id": "R0310",
        "service": "WOUND",
        "channel": "clinic_phone",
        "first_day": "2026-03-09",
        "interval": {"shortest": 1, "usual": 2, "longest": 3},
        "last_day": "2026-04-09",
        "count": 10,
        "times": [["08:00", "11:00"]],
        "order_until": "2026-04-09",
        "device": {"kind": "catheter", "material": "latex", "placed": "2026-03-01"},
    },
    "/v1/orders/O-C01-20260308-001/changes": {"version": 1, "number": 2, "day": "2026-03-12", "skipped": False},
    "/v1/orders/O-C01-20260308-001/following": {
        "version": 1,
        "number": 3,
        "calendar": {"rule": "FREQ=WEEKLY;BYDAY=MO,TH", "days_before": 0, "days_after": 1},
        "minutes": 30,
    },
    "/v1/orders/O-C01-20260308-001/stop": {"version": 1, "last_day": "2026-03-20"},
    "/v1/happened": {
        "visit_id": "V-O-C01-20260308-001#1",
        "day": "2026-03-08",
        "outcome": "nobody_home",
        "staff_ids": ["S01"],
        "minutes": 20,
        "reason": "door closed",
        "instead_of": "",
    },
    "/v1/absences": {
        "resident_id": "R0310",
        "from_day": "2026-03-09",
        "until_day": "2026-03-11",
        "reason": "hospital",
    },
    "/v1/absences/return": {"resident_id": "R0310", "day": "2026-03-10"},
    "/v1/nursing/R-C01-20260308-001/moves": {"version": 0, "state": "assessing", "reason": "called"},
    "/v1/requests/R-C01-20260308-001/offers": {"day": "2026-03-09", "count": 3, "urgent": True, "coordinator": "S01"},
    "/v1/offers/R-C01-20260308-001~1/hold": {"coordinator": "S01"},
    "/v1/offers/R-C01-20260308-001~1/confirm": {"coordinator": "S01", "publish": True, "acknowledged_by": "S02"},
}
CARE = [path for path in TEMPLATES if path != "/v1/requests" and not path.startswith("/v1/plans")]
ODD = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, 1.5, -0.0, 1e308, "", " ", "0", "1234567890",
    PLANTED, "\x00", "\n",
    "2026-02-30", "2026-05-02", "0001-01-01", "9999-12-31", "2026-03-09T25:00:00+08:00", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00", "2026-03-09T08:00:00", "=cmd|", "../../etc/passwd", "'; DROP TABLE requests;--",
    "😀" * 50,
    [], [[]], {}, {"a": {}}, [None], ["x"] * 50, {"earliest": "2026-03-09T08:00:00+08:00"}, "A" * 5000, "\u202e",
    "ＡＢ",
)  # fmt: skip


def mutated(draw: random.Random, template: dict[str, Any]) -> bytes:
    """A body near a lawful one: fields dropped, added, replaced; then sometimes the text itself spoiled."""
    sent = json.loads(json.dumps(template))
    if "resident_id" in sent:
        sent["resident_id"] = f"R{draw.randint(1, 904):04d}"
    for _ in range(draw.randint(0, 3)):
        name = draw.choice([*sent, "id", "state", PLANTED, "", "centre_id", "minutes", "episode_from"])
        change = draw.random()
        if change < 0.6:
            sent[name] = draw.choice(ODD)
        elif change < 0.8:
            sent.pop(name, None)
        elif isinstance(sent.get(name), list):
            sent[name] = sent[name] + [draw.choice(ODD)]
        elif isinstance(sent.get(name), dict):
            sent[name][draw.choice([*sent[name], "x"])] = draw.choice(ODD)
    text = json.dumps(sent, ensure_ascii=draw.random() < 0.5)
    return spoiled(draw, text).encode("utf-8", "surrogatepass")


def spoiled(draw: random.Random, text: str) -> str:
    """Three times in four the text itself; else cut, doubled, nested, or with what JSON does not know."""
    place = draw.randrange(len(text))
    ways = [
        lambda: text[:place],
        lambda: text[:place] + draw.choice('{}[]",:\\x00é') + text[place:],
        lambda: text.replace("{", '{"note": "a", "note": "b",', 1),
        lambda: "[" * draw.randint(1, 2000) + text,
        lambda: text.replace(":", ": NaN,", 1),
        lambda: re.sub(r"\d+", "9" * draw.choice([10, 400, 5000]), text, count=1),
        lambda: json.dumps(text),
        lambda: text.replace("a", "\\ud800", 1),
        lambda: text + text,
        lambda: "\ufeff" + text,
        lambda: f"[{text}]",
        lambda: "",
    ]
    return text if draw.random() < 0.75 else draw.choice(ways)()


def assert_a_problem(answer: TestResponse) -> None:
    """RFC 9457, with a remedy, and without what was typed."""
    assert answer.content_type == "application/problem+json"
    told = answer.get_json(force=True)
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    assert told["remedy"]
    for fault in told.get("errors", []):
        assert fault["pointer"].startswith(("/", "?"))
        assert fault["detail"]
        assert fault["remedy"]
