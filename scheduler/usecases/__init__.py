"""What can be done: one short function each. The command line, the service and tests go through here."""

from scheduler.domain.events import kind_of
from scheduler.replan.diff import Difference
from scheduler.replan.watch import Watch
from scheduler.store.documents import as_document, from_document
from scheduler.store.engine import Store
from scheduler.store.jobs import PlanningRun, ProgressEvent
from scheduler.usecases.absence import Absence, bring_home, send_away
from scheduler.usecases.asking import PlannedStop, Receipt, add_request, read_request
from scheduler.usecases.beds import BedView, adjust_bed, apply_for_bed, beds_of, move_bed, read_bed, renew_bed
from scheduler.usecases.calibrating import Calibrated, calibrate
from scheduler.usecases.comparing import compare_plans, export_difference
from scheduler.usecases.events import Reported, day_events, events_from, report_event, report_events
from scheduler.usecases.explaining import Why, explain_visit, smallest_change_for, why_visit
from scheduler.usecases.happening import Outcome, Recorded, record_happened
from scheduler.usecases.loading import Loaded, load_folder
from scheduler.usecases.locking import lock_visit, locks_of, unlock_visit
from scheduler.usecases.medicines import MedicationView, add_medication, medication_of, renew_supply
from scheduler.usecases.moving import Alternative, Moved, move_visit
from scheduler.usecases.night import CentreNight, Night, replan_all
from scheduler.usecases.nursing import NursingView, move_nursing, read_nursing
from scheduler.usecases.offer_telling import offer_document, offers_document
from scheduler.usecases.offers import (
    Confirmed,
    DayWithout,
    Offers,
    ask_for_offers,
    confirm_offer,
    find_offers,
    hold_offer,
    offered_on,
)
from scheduler.usecases.opening import centres, first_day, open_store, the_centre
from scheduler.usecases.overdue import Overdue, overdue_on
from scheduler.usecases.planning import planning, recover_runs, start_planning, stop_planning, wait_for_planning
from scheduler.usecases.plans import (
    PlanSummary,
    check_plan,
    latest_plan,
    plans_of,
    read_plan,
    save_draft,
)
from scheduler.usecases.publishing import Published, publish_plan, recall_plan
from scheduler.usecases.replan_runs import ReplanRun, replanning, start_replanning
from scheduler.usecases.replanning import Bought, Choice, Impossible, replan_day
from scheduler.usecases.robust import bought, plan_chances
from scheduler.usecases.routes import StaffRoute, StopView, route_geojson, routes_of, staff_route
from scheduler.usecases.showing import CostLine, LeftOutView, Roster, WaitingView, export_plan, roster_of
from scheduler.usecases.standing_orders import (
    OrderView,
    add_order,
    change_following,
    change_occurrence,
    orders_of,
    read_order,
    stop_order,
)
from scheduler.usecases.trouble import record_trouble
from scheduler.usecases.watching import watch_day, watch_plan
from scheduler.usecases.what_if import Kept, Question, WhatIf, drop_what_if, read_what_if, what_if_day, what_ifs
from scheduler.usecases.what_if_figures import Figures
from scheduler.usecases.what_if_hours import Hours, Lacking, Way, hours_lacking
from scheduler.usecases.worklist import BedWaiting, VisitToTell, WorkList, import_calendar, work_list

__all__ = [
    "Absence",
    "Alternative",
    "BedView",
    "BedWaiting",
    "Bought",
    "Calibrated",
    "CentreNight",
    "Choice",
    "Confirmed",
    "CostLine",
    "DayWithout",
    "Difference",
    "Figures",
    "Hours",
    "Impossible",
    "Kept",
    "Lacking",
    "LeftOutView",
    "Loaded",
    "MedicationView",
    "Moved",
    "Night",
    "NursingView",
    "Offers",
    "OrderView",
    "Outcome",
    "Overdue",
    "PlanSummary",
    "PlannedStop",
    "PlanningRun",
    "ProgressEvent",
    "Published",
    "Question",
    "Receipt",
    "Recorded",
    "ReplanRun",
    "Reported",
    "Roster",
    "StaffRoute",
    "StopView",
    "Store",
    "VisitToTell",
    "WaitingView",
    "Watch",
    "Way",
    "WhatIf",
    "Why",
    "WorkList",
    "add_medication",
    "add_order",
    "add_request",
    "adjust_bed",
    "apply_for_bed",
    "as_document",
    "ask_for_offers",
    "beds_of",
    "bought",
    "bring_home",
    "calibrate",
    "centres",
    "change_following",
    "change_occurrence",
    "check_plan",
    "compare_plans",
    "confirm_offer",
    "day_events",
    "drop_what_if",
    "events_from",
    "explain_visit",
    "export_difference",
    "export_plan",
    "find_offers",
    "first_day",
    "from_document",
    "hold_offer",
    "hours_lacking",
    "import_calendar",
    "kind_of",
    "latest_plan",
    "load_folder",
    "lock_visit",
    "locks_of",
    "medication_of",
    "move_bed",
    "move_nursing",
    "move_visit",
    "offer_document",
    "offered_on",
    "offers_document",
    "open_store",
    "orders_of",
    "overdue_on",
    "plan_chances",
    "planning",
    "plans_of",
    "publish_plan",
    "read_bed",
    "read_nursing",
    "read_order",
    "read_plan",
    "read_request",
    "read_what_if",
    "recall_plan",
    "record_happened",
    "record_trouble",
    "recover_runs",
    "renew_bed",
    "renew_supply",
    "replan_all",
    "replan_day",
    "replanning",
    "report_event",
    "report_events",
    "roster_of",
    "route_geojson",
    "routes_of",
    "save_draft",
    "send_away",
    "smallest_change_for",
    "staff_route",
    "start_planning",
    "start_replanning",
    "stop_order",
    "stop_planning",
    "the_centre",
    "unlock_visit",
    "wait_for_planning",
    "watch_day",
    "watch_plan",
    "what_if_day",
    "what_ifs",
    "why_visit",
    "work_list",
]
