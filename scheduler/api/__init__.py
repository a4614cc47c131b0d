"""The service over HTTP: `/v1`, JSON in and out, errors as RFC 9457 problems. It knows use cases only."""

from scheduler.api.app import Settings, create_app
from scheduler.api.serving import listening, serve

__all__ = ["Settings", "create_app", "listening", "serve"]
