"""What people write for a code; the first word is the one the Chinese sample uses."""

from __future__ import annotations

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "sex": {"F": ("女",), "M": ("男",)},
    "role": {
        "GP": ("全科医生", "家庭医生"), "TCM": ("中医师",), "RN": ("护士",), "PHARM": ("药师",),
        "PH": ("公卫医师",), "REHAB": ("康复治疗师", "康复师"),
    },
    "employer": {"centre": ("本中心",), "lead_hospital": ("牵头医院",), "hospital": ("医院",)},
    "mode": {"foot": ("步行",), "ebike": ("电动车",), "car": ("汽车",)},
    "kind": {"field": ("外出",), "clinic": ("门诊",), "leave": ("休假",)},
    "id_type": {
        "resident_id": ("身份证",), "birth_certificate": ("出生证",), "passport": ("护照",), "none": ("无",),
    },
    "channel": {
        "family_bed": ("家庭病床",), "signed_team": ("签约服务",), "internet_nursing": ("互联网护理", "互联网+护理"),
        "public_health": ("公共卫生",), "clinic_phone": ("电话预约",),
    },
    "yes": {"yes": ("是", "y", "1", "true"), "no": ("否", "n", "0", "false")},
    "language": {"zh": ("中文",), "en": ("英文",)},
    "crs": {"wgs84": ("WGS84", "wgs-84", "WGS-84"), "gcj02": ("GCJ02", "gcj-02", "GCJ-02"), "bd09": ("BD09", "bd-09", "BD-09")},
    "bed_kind": {"treatment": ("治疗型",), "nursing": ("护理型",)},
    "source": {"outpatient": ("门诊",), "inpatient": ("住院",), "centre": ("中心",)},
    "bed_state": {
        "draft": ("草稿",), "submitted": ("已提交",), "returned": ("退回",), "assessed": ("已评估",),
        "refused": ("不予建床",), "registered": ("已登记",), "open": ("在床",), "suspended": ("暂停",),
        "pre_close": ("预撤床",), "closed": ("已撤床",), "cancelled": ("已取消",),
    },
    "closing_reason": {
        "cured": ("治愈",), "better": ("好转",), "finished": ("治疗结束",), "hospital": ("住院",), "moved": ("迁出",),
        "refused": ("拒绝",), "died": ("死亡",), "home_unsuitable": ("居家不宜",), "period_ended": ("到期",),
        "transferred": ("转出",),
    },
    "outcome": {"done": ("已完成",), "nobody_home": ("无人在家",), "cancelled": ("已取消",), "refused": ("拒绝",)},
    "away_reason": {"hospital": ("住院",), "travelling": ("外出",)},
    "device_kind": {"catheter": ("导尿管",), "gastric_tube": ("胃管",), "picc": ("PICC",), "port": ("输液港",)},
}  # fmt: skip
