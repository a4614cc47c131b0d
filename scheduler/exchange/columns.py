"""The tables of a centre's files: every column with its Chinese and its English header and what stands in it.

The reader, the sample writer and the README of the sample all follow this one list. Times are local
(Asia/Shanghai); several values in one cell are separated by ";"; "yes/no" is 是/否 in Chinese files.
"""

from __future__ import annotations

from scheduler.exchange import care_columns as care
from scheduler.exchange.column import Column, Table
from scheduler.exchange.column import needed as _needed

_CRS = Column(
    "crs",
    "坐标系",
    "coordinate system: wgs84, gcj02 (Amap, Tencent) or bd09 (Baidu)",
    "坐标系：wgs84、gcj02（高德、腾讯）或 bd09（百度）",
)

CENTRE = Table(
    "centre",
    "中心",
    (
        _needed("centre_id", "中心编号", "id of the centre", "中心的编号"),
        _needed("name", "名称", "name in Chinese", "中文名称"),
        _needed("name_en", "英文名称", "name in English", "英文名称"),
        _needed("address", "地址", "address of the centre", "中心地址"),
        _needed("longitude", "经度", "degrees", "度"),
        _needed("latitude", "纬度", "degrees", "度"),
        _needed("laboratory_address", "检验室地址", "where samples are brought", "标本送达地址"),
        _needed("laboratory_longitude", "检验室经度", "degrees", "度"),
        _needed("laboratory_latitude", "检验室纬度", "degrees", "度"),
        _CRS,
        _needed("access_minutes", "入楼分钟", "minutes from the gate to the door", "从大门到科室门口的分钟数"),
        _needed("language", "语言", "zh or en: language of rosters and sheets", "zh 或 en：排班表与路线单的语言"),
        _needed("duty_phone", "值班电话", "printed on every route sheet", "印在每张路线单上"),
        _needed("service_radius_metres", "服务半径米", "homes farther away are refused", "超出此距离的申请不予受理"),
        Column("communities", "社区", "communities served, separated by ;", "服务的社区，用 ; 分隔"),
    ),
)

TEAMS = Table(
    "teams",
    "团队",
    (
        _needed("team_id", "团队编号", "id of the family-doctor team", "家庭医生团队编号"),
        _needed("name", "团队名称", "name of the team", "团队名称"),
        _needed("area", "责任片区", "the communities it is responsible for", "分片包干的社区"),
    ),
)

STAFF = Table(
    "staff",
    "人员",
    (
        _needed("staff_id", "人员编号", "id of the person", "人员编号"),
        _needed("name", "姓名", "synthetic name", "姓名（合成数据）", personal=True),
        _needed("sex", "性别", "F or M", "女或男"),
        _needed(
            "role", "岗位", "GP, TCM, RN, PHARM, PH or REHAB", "全科医生、中医师、护士、药师、公卫医师或康复治疗师"
        ),
        _needed(
            "title_level",
            "职称级别",
            "1 junior, 2 practitioner, 3 mid-level, 4 and 5 senior",
            "1 士、2 师、3 主管/主治、4 副高、5 正高",
        ),
        _needed("years", "从业年限", "whole years in the profession", "从业整年数"),
        Column("team_id", "团队编号", "empty: works for the whole centre", "空：服务整个中心"),
        _needed(
            "employer",
            "所属单位",
            "centre, lead_hospital (seconded) or hospital (internet nursing)",
            "本中心、牵头医院（派驻）或医院（互联网+护理）",
        ),
        _needed("registered", "已注册", "yes/no: in the national electronic registration", "是/否：全国电子化注册可查"),
        _needed("clean_record", "无不良记录", "yes/no: no bad practice on record", "是/否：无不良执业记录"),
        _needed("trained", "培训合格", "yes/no: platform training passed", "是/否：平台培训合格"),
        Column("permit_until", "平台许可至", "last day of the platform permit", "平台许可最后有效日"),
        Column("insurance_until", "保险至", "last day of the insurance", "保险最后有效日"),
        _needed("mode", "出行方式", "foot, ebike or car", "步行、电动车或汽车"),
        Column("dialects", "方言", "dialects spoken besides Mandarin", "普通话以外会说的方言"),
        Column(
            "refuses_residents",
            "回避居民",
            "residents this person does not go to, for safety",
            "因安全原因不上门的居民编号",
        ),
        Column(
            "month_minutes",
            "本月外出分钟",
            "minutes worked on the road this month before the week",
            "本月至本周前外出服务的分钟数",
        ),
        _needed("base_address", "出发地址", "where the routes start and end", "出发与返回地点", personal=True),
        _needed("base_longitude", "出发经度", "degrees", "度"),
        _needed("base_latitude", "出发纬度", "degrees", "度"),
        _CRS,
        Column(
            "base_access_minutes",
            "出发入楼分钟",
            "minutes from the gate of the base to its door",
            "出发地从大门到门口的分钟数",
        ),
    ),
)

CERTIFICATES = Table(
    "certificates",
    "证书",
    (
        _needed("staff_id", "人员编号", "who holds it", "持证人"),
        _needed("skill", "技能", "a skill code of the service catalogue", "服务目录中的技能代码"),
        _needed("until", "有效期至", "last valid day", "最后有效日"),
    ),
)

SHIFTS = Table(
    "shifts",
    "班次",
    (
        _needed("shift_id", "班次编号", "id of the shift", "班次编号"),
        _needed("staff_id", "人员编号", "whose shift", "谁的班"),
        _needed("kind", "类型", "field, clinic or leave", "外出、门诊或休假"),
        _needed("date", "日期", "day of the shift", "班次日期"),
        _needed("start", "开始", "clock time", "开始时刻"),
        _needed("end", "结束", "planned end", "计划结束时刻"),
        Column(
            "latest_end", "最晚结束", "end with overtime; empty: the planned end", "含加班的最晚结束；空：同计划结束"
        ),
        Column("lunch_from", "午餐最早开始", "the lunch break starts not before", "午餐最早开始时刻"),
        Column("lunch_until", "午餐最晚开始", "and not after", "午餐最晚开始时刻"),
        Column("lunch_minutes", "午餐分钟", "length of the lunch break", "午餐时长"),
    ),
)

RESIDENTS = Table(
    "residents",
    "居民",
    (
        _needed("resident_id", "居民编号", "id of the resident", "居民编号"),
        _needed("name", "姓名", "synthetic name", "姓名（合成数据）", personal=True),
        _needed("sex", "性别", "F or M", "女或男"),
        _needed("born", "出生日期", "day of birth", "出生日期"),
        _needed("id_type", "证件类型", "resident_id, birth_certificate, passport or none", "身份证、出生证、护照或无"),
        Column(
            "id_number",
            "证件号码",
            "synthetic: region 410199 only",
            "证件号码（合成：仅用不存在的 410199）",
            personal=True,
        ),
        _needed("phone", "电话", "synthetic: 199 0000 ....", "电话（合成：199 0000 号段）", personal=True),
        _needed("address", "地址", "full address", "详细地址", personal=True),
        _needed(
            "longitude",
            "经度",
            "degrees; empty as is the latitude: found by the address in gazetteer.csv",
            "度；与纬度同空：按地址在 gazetteer.csv 中查找",
            personal=True,
        ),
        _needed("latitude", "纬度", "degrees", "度", personal=True),
        _CRS,
        Column(
            "building",
            "楼栋",
            "homes of one building share gate and stairs; empty: a building of its own",
            "同一楼栋的住户共用大门和楼梯；空：单独一栋",
        ),
        _needed(
            "access_minutes",
            "入户分钟",
            "gate, lift or stairs: 5 with a lift, 6 walk-up in the sample",
            "进小区、等电梯或爬楼：样例中有电梯 5、无电梯 6",
        ),
        Column("team_id", "签约团队", "the team signed with; empty: no contract", "签约团队；空：未签约"),
        Column("contract_from", "签约起", "first day of the contract", "合同首日"),
        Column("contract_until", "签约止", "last day of the contract", "合同末日"),
        Column(
            "key_groups",
            "重点人群",
            "codes: age65, age80, hypertension, diabetes, disabled, smi, tb, pregnant, child, poverty",
            "代码，如 age65、age80、hypertension、diabetes、disabled、smi、tb、pregnant、child、poverty",
        ),
        Column(
            "carer_hours",
            "照护人在家",
            "when a competent carer is at home: 08:00-12:00;14:00-18:00",
            "照护人在家时段：08:00-12:00;14:00-18:00",
        ),
        Column("risk_level", "风险等级", "0 to 5", "0 至 5"),
        Column(
            "precautions",
            "注意事项",
            "codes: contact, droplet, aggression, dog, heavy_transfer, unknown_risk",
            "代码：contact、droplet、aggression、dog、heavy_transfer、unknown_risk",
        ),
        Column("immunosuppressed", "免疫低下", "yes/no", "是/否"),
        Column("refuses_staff", "拒绝人员", "staff this resident does not want", "居民拒绝的人员编号"),
        Column("wished_staff", "希望人员", "staff this resident would like", "居民希望的人员编号"),
        Column("required_staff_sex", "要求性别", "F or M: nobody else is sent", "女或男：只派该性别"),
        Column("dialect", "使用方言", "a dialect the resident needs", "居民使用的方言"),
        Column("seen_staff", "近期上门人员", "who has been there in the last 30 days", "近 30 天上门过的人员编号"),
    ),
)

DEVICES = Table(
    "devices",
    "设备",
    (
        _needed("kind", "设备", "device code of the service catalogue", "服务目录中的设备代码"),
        _needed("count", "数量", "how many can be out at once", "可同时带出的台数"),
    ),
)

PEOPLE = (CENTRE, TEAMS, STAFF, CERTIFICATES, SHIFTS, RESIDENTS, DEVICES)
TABLES = (*PEOPLE, care.REQUESTS, *care.OVER_TIME)
