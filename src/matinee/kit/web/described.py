"""The OpenAPI document as it is served: errors are problem documents there, too, and empty answers are empty."""

from typing import Any, override

import msgspec
from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from matinee.kit.web.problems import MEDIA_TYPE

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457). `code` is stable; further members depend on it.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail", "code"],
}
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


_SECURITY_SCHEMES: dict[str, Any] = {
    "token": {"type": "http", "scheme": "bearer", "description": "A session's token, or an API key (`mt_…`)."},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "matinee_session",
        "description": "A browser's session; what changes something needs the header `X-CSRF-Token` beside it.",
    },
}


def openapi_config(title: str, version: str, path: str) -> OpenAPIConfig:
    """Make the framework's configuration: the document at exactly this path, and none of the framework's own pages."""
    config = OpenAPIConfig(title=title, version=version, path=path, use_handler_docstrings=True)
    config.render_plugins = [_Described(path="/")]
    return config


class _Described(JsonRenderPlugin):
    """Serves what the framework read from the handlers, put right where it cannot know."""

    _served: bytes | None = None

    @override
    def has_path(self, path: str) -> bool:
        """Say that the document is served here, wherever it is asked: the framework would add it once more."""
        return True

    @override
    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Write the document; once, as it does not change."""
        if self._served is None:
            self._served = msgspec.json.encode(described(openapi_schema))
        return self._served


def described(document: dict[str, Any]) -> dict[str, Any]:
    """Give the document with ways to sign in, each error as a problem, and no content where there is none."""
    components: dict[str, Any] = document.get("components", {})
    schemas = {**components.get("schemas", {}), "Problem": _PROBLEM}
    paths = {path: _with_problems(item) for path, item in document.get("paths", {}).items()}
    return {
        **document,
        "paths": paths,
        "components": {**components, "schemas": schemas, "securitySchemes": _SECURITY_SCHEMES},
        "security": [{name: []} for name in _SECURITY_SCHEMES],
    }


def _with_problems(path_item: dict[str, Any]) -> dict[str, Any]:
    operations = {name: part for name, part in path_item.items() if name in _METHODS}
    return {
        **path_item,
        **{name: {**part, "responses": _responses(part["responses"])} for name, part in operations.items()},
    }


def _responses(responses: dict[str, Any]) -> dict[str, Any]:
    told = {"default": {"description": "What went wrong", "content": _CONTENT}}
    for status, response in responses.items():
        if status == "204":
            told[status] = {name: value for name, value in response.items() if name != "content"}
        elif status >= "400":
            told[status] = {**response, "content": _CONTENT}
        else:
            told[status] = response
    return told
