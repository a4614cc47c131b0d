"""What can be done: one short function each. The command line, the service and tests go through here."""

from scheduler.store.documents import as_document, from_document
from scheduler.store.engine import Store
from scheduler.store.jobs import PlanningRun, ProgressEvent
from scheduler.usecases.asking import PlannedStop, Receipt, add_request, read_request
from scheduler.usecases.loading import Loaded, load_folder
from scheduler.usecases.locking import lock_visit, locks_of, unlock_visit
from scheduler.usecases.moving import Alternative, Moved, move_visit
from scheduler.usecases.opening import centres, first_day, open_store, the_centre
from scheduler.usecases.planning import planning, recover_runs, start_planning, stop_planning, wait_for_planning
from scheduler.usecases.plans import (
    PlanSummary,
    check_plan,
    explain_visit,
    latest_plan,
    plans_of,
    read_plan,
    save_draft,
)
from scheduler.usecases.publishing import Published, publish_plan, recall_plan
from scheduler.usecases.routes import StaffRoute, StopView, route_geojson, routes_of, staff_route
from scheduler.usecases.showing import CostLine, LeftOutView, Roster, WaitingView, export_plan, roster_of
from scheduler.usecases.trouble import record_trouble

__all__ = [
    "Alternative",
    "CostLine",
    "LeftOutView",
    "Loaded",
    "Moved",
    "PlanSummary",
    "PlannedStop",
    "PlanningRun",
    "ProgressEvent",
    "Published",
    "Receipt",
    "Roster",
    "StaffRoute",
    "StopView",
    "Store",
    "WaitingView",
    "add_request",
    "as_document",
    "centres",
    "check_plan",
    "explain_visit",
    "export_plan",
    "first_day",
    "from_document",
    "latest_plan",
    "load_folder",
    "lock_visit",
    "locks_of",
    "move_visit",
    "open_store",
    "planning",
    "plans_of",
    "publish_plan",
    "read_plan",
    "read_request",
    "recall_plan",
    "record_trouble",
    "recover_runs",
    "roster_of",
    "route_geojson",
    "routes_of",
    "save_draft",
    "staff_route",
    "start_planning",
    "stop_planning",
    "the_centre",
    "unlock_visit",
    "wait_for_planning",
]
