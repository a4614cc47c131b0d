"""Bodies and queries read strictly: what is not exactly as declared is refused with its place and the remedy.

A body is parsed twice on purpose: once to refuse what JSON allows and two readers may understand
differently (the same key twice, NaN, numbers of thousands of digits), once into the payload's types.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from scheduler.errors import Fault, InputError

Payload = TypeVar("Payload", bound=BaseModel)

LARGEST_BODY_BYTES = 256 * 1024
DEEPEST_BODY = 12  # the deepest lawful body has four levels
JSON_TYPE = "application/json"
TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.S)
SHOWN_TYPES = (int, float, bool)  # a text may be somebody's name: never shown back
REMEDIES = {
    "missing": "add the field",
    "extra_forbidden": "leave the field out",
    "model_type": "send a JSON object",
    "literal_error": "give one of the words the documentation lists",
}


def body(kind: type[Payload]) -> Payload:
    """The request's body as that payload; an absent body is an empty object.

    Raises UnsupportedMediaType, BadRequest (not JSON that has one meaning) or InputError (not this payload).
    """
    content = request.get_data(cache=False)
    if not content:
        content = b"{}"
    elif request.mimetype != JSON_TYPE:
        raise UnsupportedMediaType(f"the body must be {JSON_TYPE}")
    text = _text(content)
    _refuse_deep(text)
    try:
        json.loads(text, object_pairs_hook=_one_of_each, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadRequest(f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from error
    except ValueError as error:  # an integer of more digits than Python reads
        raise BadRequest("not JSON that can be used: a number has too many digits") from error
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise InputError([_fault(dict(one)) for one in error.errors(include_url=False)]) from error


def query(kind: type[Payload]) -> Payload:
    """The query's parameters as that payload, each at most once; InputError."""
    given = request.args.to_dict(flat=False)
    twice = [name for name, values in given.items() if len(values) > 1]
    if twice:
        raise InputError([Fault("?", _name(name), "", "is given twice", "give it once") for name in twice])
    try:
        return kind.model_validate_strings({name: values[0] for name, values in given.items()})
    except ValidationError as error:
        raise InputError([_fault(dict(one), "?") for one in error.errors(include_url=False)]) from error


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("the body is not UTF-8 text: send JSON in UTF-8") from error


def _refuse_deep(text: str) -> None:
    depth = 0
    for found in TEXT_OR_BRACKET.finditer(text):
        if found[0] in ("[", "{"):
            depth += 1
            if depth > DEEPEST_BODY:
                raise BadRequest(f"the body is nested more than {DEEPEST_BODY} levels deep: flatten it")
        elif found[0] in ("]", "}"):
            depth -= 1


def _one_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise BadRequest("a key stands twice in one object: give each key once")
    return dict(pairs)


def _no_constant(word: str) -> NoReturn:
    raise BadRequest(f"{word} is not JSON: give a number")


def _fault(error: dict[str, Any], start: str = "/") -> Fault:
    """A pydantic error as a fault: where as a JSON pointer, what is wrong, what to do."""
    steps = [_name(str(step)) for step in error["loc"]]
    wrong = error["input"]
    shown = str(wrong)[:40] if isinstance(wrong, SHOWN_TYPES) else ""
    said = str(error["msg"]).removeprefix("Value error, ")
    remedy = REMEDIES.get(error["type"], "correct the value")
    return Fault(start + "/".join(steps), steps[-1] if steps else "", shown, said, remedy)


def _name(step: str) -> str:
    """A name of ours, or a mark instead of what somebody typed."""
    return step if re.fullmatch(r"[a-z_]{1,40}|\d{1,6}", step) else "(unknown name)"
