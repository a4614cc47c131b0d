"""The numbers of a centre: read whole, merged key by key, every fault of every file at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scheduler.domain.care import CHANNELS, PartNeed
from scheduler.domain.people import ROLES
from scheduler.errors import Fault, InputError
from scheduler.settings import config_folder, default_rulebook, load_rulebook

# code: least, usual, most minutes and the roles of each part, row by row as the catalogue of care was agreed
TABLE = """
ASSESS_FIRST 30 40 60 GP/RN | BLOOD_FAST 10 15 25 RN | BLOOD_ANY 10 15 25 RN | INJ_IM_SC 10 15 30 RN
INSULIN 10 15 25 RN | INFUSION 60 120 240 GP+RN | WOUND 20 30 45 RN | PRESSURE 30 45 60 RN | STOMA 30 45 60 RN
SUTURE_OUT 15 20 30 GP/RN | CATH_CHANGE 25 40 60 RN | BLADDER_IRR 20 30 45 RN | NGT_CHANGE 30 40 60 RN
PICC 30 45 60 RN | PORT 30 45 60 RN | TRACH 30 45 60 RN+RN | ENEMA 20 30 45 RN | NEB 20 25 30 RN
REHAB 30 45 60 REHAB | ACU 30 40 50 TCM | TCM_NURSE 20 30 40 RN | BED_SETUP 45 60 90 GP+RN | BED_ROUND 15 25 40 GP
BED_NURSE 20 30 45 RN | BED_SUPER 20 30 45 GP/TCM+GP | BED_CLOSE 20 30 45 GP | PHARM_HOME 30 45 75 PHARM
RX_LONG 15 20 30 GP/PHARM | HTN_FU 15 20 25 GP/RN | DM_FU 15 25 30 GP/RN | ELDER_CHECK 30 45 60 RN+GP
SMI_FU 20 30 45 GP/PH+GP/PH/RN | TB_FU 20 30 40 GP/PH | NEWBORN 30 40 60 GP/RN | HOSPICE 45 60 90 GP+RN
ECG 15 20 30 RN | EDU 15 20 30 RN
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's configuration to spoil."""
    return Path(shutil.copytree(config_folder(), tmp_path / "config"))


def faults_of(folder: Path, override: Path | None = None) -> list[Fault]:
    with pytest.raises(InputError) as refused:
        load_rulebook(folder, override)
    assert all(fault.where and fault.message and fault.remedy for fault in refused.value.faults)
    return refused.value.faults


def said(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.where, fault.field) for fault in faults]


def test_the_catalogue_has_every_row_as_it_was_agreed() -> None:
    rows = [row.split() for row in TABLE.replace("\n", "|").split("|") if row.strip()]
    services = default_rulebook().services
    assert list(services) == [row[0] for row in rows]
    for code, least, usual, most, roles in rows:
        service = services[code]
        assert (service.minutes_min, service.minutes, service.minutes_max) == (int(least), int(usual), int(most))
        assert "+".join("/".join(sorted(part.roles)) for part in service.parts) == roles
        assert service.source
        assert not service.verified


def test_the_limits_of_the_catalogue_stand_in_its_fields() -> None:
    services = default_rulebook().services
    fasting = services["BLOOD_FAST"]
    assert (fasting.start_windows, fasting.soft_from, fasting.lab_minutes) == ((("07:00", "09:30"),), "08:30", 120)
    assert services["INSULIN"].start_windows == (("07:00", "07:40"), ("17:00", "18:10"))
    assert services["PICC"].interval_max_days == 7
    assert services["PICC"].parts == (PartNeed(frozenset({"RN"}), frozenset({"picc"})),)
    assert services["PORT"].interval_max_days == 28
    cath = services["CATH_CHANGE"]
    assert (cath.interval_min_days, cath.interval_days, cath.interval_max_days) == (14, 28, 30)
    assert {c for c, s in services.items() if s.sync == "start"} == {
        "INFUSION",
        "TRACH",
        "BED_SETUP",
        "BED_SUPER",
        "SMI_FU",
    }
    assert {c for c, s in services.items() if s.infection_class == 3} == {"TB_FU"}
    assert {c for c, s in services.items() if s.protected} == {"NEWBORN"}
    assert {c for c, s in services.items() if s.device} == {"ECG"}
    assert {c for c, s in services.items() if s.listed == "negative"} == {"INFUSION"}
    follow_ups = {
        "PHARM_HOME",
        "RX_LONG",
        "HTN_FU",
        "DM_FU",
        "ELDER_CHECK",
        "SMI_FU",
        "TB_FU",
        "NEWBORN",
        "HOSPICE",
        "ECG",
    }
    beds = {code for code in services if code.startswith("BED_")}
    assert {c for c, s in services.items() if s.listed == "other"} == {"ASSESS_FIRST"} | beds | follow_ups
    assert {c for c, s in services.items() if s.every_day} == {"INSULIN", "PICC", "HOSPICE"}
    assert services["BED_SUPER"].parts[0].title_level == services["PHARM_HOME"].parts[0].title_level == 3


def test_roles_and_channels_of_the_catalogue_are_all_used() -> None:
    services = default_rulebook().services.values()
    assert {role for s in services for part in s.parts for role in part.roles} == set(ROLES)
    assert {channel for s in services for channel in s.channels} == set(CHANNELS)


def test_a_centre_changes_one_field_and_keeps_the_rest(folder: Path, tmp_path: Path) -> None:
    override = tmp_path / "centre.toml"
    override.write_text(
        '[rules."H3.infusion_on"]\nvalue = true\n[services.WOUND]\nminutes = [20, 25, 45]\n'
        '[travel."ebike.speed_kmh"]\nvalue = 12\n'
        '[services.FOOT_CARE]\nname_zh = "足部护理"\nname_en = "foot care"\nminutes = [20, 30, 40]\n'
        'parts = [{ roles = ["RN"] }]\nchannels = ["signed_team"]\npriority = 5\nsource = "[D]"\nverified = true\n'
    )
    plain, own = load_rulebook(folder), load_rulebook(folder, override)
    assert (plain.switched_on("H3.infusion_on"), own.switched_on("H3.infusion_on")) == (False, True)
    assert own.rules["H3.infusion_on"].note == plain.rules["H3.infusion_on"].note
    assert (own.services["WOUND"].minutes, own.services["WOUND"].minutes_max) == (
        25,
        plain.services["WOUND"].minutes_max,
    )
    assert own.constant("ebike.speed_kmh") == 12
    assert own.services["FOOT_CARE"].verified
    assert own.weights == plain.weights


def test_the_centres_own_file_is_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "centre.toml"
    own.write_text('[rules."H5.lunch_minutes"]\nvalue = 60\n')
    monkeypatch.setenv("SCHEDULER_OVERRIDE", str(own))
    assert default_rulebook().rule("H5.lunch_minutes") == 60
    monkeypatch.delenv("SCHEDULER_OVERRIDE")
    assert default_rulebook().rule("H5.lunch_minutes") == 45


def test_every_fault_of_every_file_is_named_at_once(folder: Path) -> None:
    (folder / "rules.toml").write_text(
        '["H5.lunch_minutes"]\nvalue = "long"\nunit = "min"\nhard = true\nsource = "[D]"\nverified = false\nnote = ""\n'
        '["H8.lab_cutoff"]\nvalue = "25:30"\nunit = "clock"\nhard = true\nsource = "[D]"\nverified = false\nnote = ""\n'
        '["H9.grace_days"]\nvalue = 0\nunit = "days"\nhard = false\nsource = "[D]"\nverified = false\nnote = ""\n'
        '["H15.max_work_minutes"]\nunit = "min"\nhard = "yes"\nsource = "[D]"\nverified = false\nnote = ""\nsoft = 1\n'
        '["H3.infusion_on"]\nvalue = 1\nunit = "switch"\nhard = true\nsource = "[D]"\nverified = false\nnote = ""\n'
    )
    (folder / "weights.toml").write_text(
        '["S1.P1"]\nvalue = -1\nunit = "per visit"\nhard = false\nsource = "[D]"\nverified = false\nnote = ""\n'
        '["S4.wait"]\nvalue = 0.5\nunit = "per second"\nhard = true\nsource = "[D]"\nverified = false\nnote = ""\n'
    )
    (folder / "travel.toml").write_text("this is no toml")
    assert said(faults_of(folder)) == [
        ("travel.toml", ""),
        ("rules.toml [H5.lunch_minutes]", "value"),
        ("rules.toml [H8.lab_cutoff]", "value"),
        ("rules.toml [H9.grace_days]", "hard"),
        ("rules.toml [H15.max_work_minutes]", "value"),
        ("rules.toml [H15.max_work_minutes]", "hard"),
        ("rules.toml [H15.max_work_minutes]", "soft"),
        ("rules.toml [H3.infusion_on]", "value"),
        ("weights.toml [S1.P1]", "value"),
        ("weights.toml [S4.wait]", "value"),
        ("weights.toml [S4.wait]", "hard"),
    ]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("minutes = [30, 20, 45]", "minutes", "[30, 20, 45]"),
        ("minutes = [20, 30.5, 45]", "minutes", "[20, 30.5, 45]"),
        ('parts = [{ roles = ["XX"] }]', "parts.roles", "XX"),
        ('parts = [{ roles = ["RN"], skills = ["P ICC"] }]', "parts.skills", "P ICC"),
        ('parts = [{ role = "RN" }]', "parts", "{'role': 'RN'}"),
        ("parts = []", "parts", "[]"),
        ('channels = ["fax"]', "channels", "fax"),
        ("channels = 3", "channels", "3"),
        ("priority = 8", "priority", "8"),
        ("priority = true", "priority", "True"),
        ('start_windows = [["09:30", "07:00"]]', "start_windows", "['09:30', '07:00']"),
        ('start_windows = [["07:00", "09:00"], ["09:00", "10:00"]]', "start_windows", "['09:00', '10:00']"),
        ('start_windows = [["7", "9"]]', "start_windows", "['7', '9']"),
        ('soft_from = "early"', "soft_from", "early"),
        ("lab_minutes = -5", "lab_minutes", "-5"),
        ('listed = "black"', "listed", "black"),
        ('sync = "later"', "sync", "later"),
        ('second_if = ["risk"]', "second", ""),
        ("interval_min_days = 9\ninterval_max_days = 7", "interval_min_days", "9"),
        ("colour = 1", "colour", "1"),
        ("code = 'OTHER'", "code", "OTHER"),
    ],
)
def test_a_fault_in_a_service_names_file_field_value_and_remedy(
    folder: Path, tmp_path: Path, line: str, field: str, value: str
) -> None:
    override = tmp_path / "centre.toml"
    override.write_text(f"[services.WOUND]\n{line}\n")
    (fault,) = faults_of(folder, override)
    assert (fault.where, fault.field, fault.value) == ("services.toml [WOUND]", field, value)


def test_a_service_that_misses_fields_names_each(folder: Path, tmp_path: Path) -> None:
    override = tmp_path / "centre.toml"
    override.write_text('[services.NEW_ONE]\nname_zh = "新"\n')
    missing = [fault.field for fault in faults_of(folder, override)]
    assert missing == ["name_en", "minutes", "parts", "channels", "priority", "source", "verified"]


def test_an_override_cannot_invent_tables_or_numbers(folder: Path, tmp_path: Path) -> None:
    override = tmp_path / "centre.toml"
    override.write_text('[prices]\nx = 1\n[rules."H99.none"]\nvalue = 1\n[weights]\n"S4.wait" = 3\n')
    assert said(faults_of(folder, override)) == [
        ("centre.toml", "prices"),
        ("centre.toml [rules.H99.none]", ""),
        ("centre.toml [weights.S4.wait]", ""),
    ]


def test_a_missing_file_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "services.toml").unlink()
    assert said(faults_of(folder, tmp_path / "nowhere.toml")) == [("services.toml", ""), ("nowhere.toml", "")]


def test_a_number_that_was_deleted_is_named_when_it_is_asked_for(folder: Path) -> None:
    text = (folder / "rules.toml").read_text("utf-8")
    start = text.index('["H5.lunch_minutes"]')
    (folder / "rules.toml").write_text(text[:start] + text[text.index('["', start + 2) :], encoding="utf-8")
    book = load_rulebook(folder)
    with pytest.raises(InputError, match="lunch_minutes"):
        book.rule("H5.lunch_minutes")


def test_numbers_of_care_over_time_are_read_into_the_rules(folder: Path, tmp_path: Path) -> None:
    book = load_rulebook(folder)
    assert (book.rule("bed.round_days"), book.rule_text("device.picc.any")) == (7, "5 7 7")
    override = tmp_path / "centre.toml"
    override.write_text('[care."bed.period_days"]\nvalue = 90\n')
    assert load_rulebook(folder, override).rule("bed.period_days") == 90


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("device.picc.any", '"7 5 9"'),
        ("device.picc.any", '"0 7 7"'),
        ("device.picc.any", "7"),
        ("opening.summer_from", '"13-01"'),
        ("opening.winter_hours", '"8-12"'),
    ],
)
def test_a_number_of_care_that_cannot_be_is_named(folder: Path, tmp_path: Path, key: str, value: str) -> None:
    override = tmp_path / "centre.toml"
    override.write_text(f'[care."{key}"]\nvalue = {value}\n')
    assert said(faults_of(folder, override)) == [(f"care.toml [{key}]", "value")]


def test_a_number_stands_in_one_file_only(folder: Path) -> None:
    rules = folder / "rules.toml"
    rules.write_text(rules.read_text("utf-8") + '\n["bed.round_days"]' + NUMBER, encoding="utf-8")
    assert said(faults_of(folder)) == [("care.toml [bed.round_days]", "")]


NUMBER = '\nvalue = 1\nunit = "days"\nhard = false\nsource = "[D]"\nverified = false\nnote = ""\n'
