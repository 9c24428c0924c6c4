"""The API's reference as one page of HTML: written here from the OpenAPI document, without scripts or other hosts.

The pages that OpenAPI tools bring load themselves from the internet. A server in a home may have none, and our content
security policy forbids it.
"""

import base64
import hashlib
import html
from collections.abc import Iterator
from typing import Any

_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif}"
    "body{max-width:60rem;margin:0 auto;padding:2rem 1rem}"
    "nav{columns:12rem;margin:2rem 0}h2{margin-top:3rem}details{border-top:1px solid #8885;padding:.5rem 0}"
    "summary{cursor:pointer;overflow-wrap:anywhere}code{font:14px/1.5 ui-monospace,monospace}b code{font-weight:700}"
    "table{border-collapse:collapse;width:100%}"
    "td{border-top:1px solid #8883;padding:.25rem .5rem .25rem 0;vertical-align:top}"
)
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
)
"""The page's content security policy: its own style and nothing else."""
_METHODS = ("get", "head", "post", "put", "patch", "delete")


def reference_page(document: dict[str, Any]) -> bytes:
    """Write the page: each operation by its group, with parameters, body, answers; then the shapes they name."""
    title = f"{document['info']['title']} API"
    groups: dict[str, list[str]] = {}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                tag = (item[method].get("tags") or ["Other"])[0]
                groups.setdefault(tag, []).append("".join(_operation(method, path, item[method])))
    shapes = [_shape(name, schema) for name, schema in sorted(document["components"]["schemas"].items())]
    groups = {name: groups[name] for name in sorted(groups)} | {"Shapes": shapes}
    links = "".join(f'<a href="#{_anchor(name)}">{_text(name)}</a><br>' for name in groups)
    parts = "".join(f'<h2 id="{_anchor(name)}">{_text(name)}</h2>{"".join(group)}' for name, group in groups.items())
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{_text(title)}</title><style>{_STYLE}</style><h1>{_text(title)}</h1>"
        f"<p>{_text(document['info'].get('description', ''))}</p>"
        f'<p>For programs: <a href="/api/openapi.json">openapi.json</a></p><nav>{links}</nav>{parts}</html>'
    )
    return page.encode()


def _operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    said = operation.get("description") or operation.get("summary", "")
    yield f"<details><summary><b><code>{method.upper()} {_text(path)}</code></b> {_text(said)}</summary><table>"
    for each in operation.get("parameters", ()):
        where = f"{each['in']}, {'required' if each.get('required') else 'optional'}"
        told = f"{where}: {_type(each.get('schema', {}))} {_text(each.get('description', ''))}"
        yield f"<tr><td><code>{_text(each['name'])}</code><td>{told}"
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"<tr><td>body<td>{_text(kind)} {_type(content.get('schema', {}))}"
    for status, response in operation.get("responses", {}).items():
        shapes = ", ".join(_type(each.get("schema", {})) for each in response.get("content", {}).values())
        yield f"<tr><td>{_text(status)}<td>{shapes or _text(response.get('description', ''))}"
    yield "</table></details>"


def _shape(name: str, schema: dict[str, Any]) -> str:
    needed = set(schema.get("required", ()))
    rows = "".join(
        f"<tr><td><code>{_text(field)}</code><td>{_type(its)}{'' if field in needed else ', optional'}"
        f" {_text(its.get('description', ''))}"
        for field, its in schema.get("properties", {}).items()
    )
    table = f"<table>{rows}</table>" if rows else f"<p>{_type(schema)}</p>"
    said = _text(schema.get("description", ""))
    return f'<details id="{_anchor(name)}"><summary><b><code>{_text(name)}</code></b> {said}</summary>{table}</details>'


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="#{_anchor(name)}">{_text(name)}</a>'
    if "enum" in schema:
        return " | ".join(f"<code>{_text(each)}</code>" for each in schema["enum"])
    if choices := schema.get("oneOf") or schema.get("anyOf"):
        return " | ".join(_type(each) for each in choices)
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    form = f" ({_text(schema['format'])})" if "format" in schema else ""
    return f"{_text(schema.get('type', 'anything'))}{form}"


def _anchor(name: str) -> str:
    return html.escape(name.replace(" ", "-"))


def _text(value: object) -> str:
    return html.escape(str(value))
