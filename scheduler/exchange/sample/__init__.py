"""The sample: one fictional centre with its people, homes and one working week, made by a seeded script.

All of it is synthetic (合成数据): names are drawn from lists, ID numbers use region 410199, which does not
exist, phones are 199 0000 ...., estates and communities are invented. Nothing depends on the day it is run.

    python -m scheduler.exchange.sample [folder]
"""
