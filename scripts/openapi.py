"""Write the OpenAPI document to standard output, made from the routes alone: no server, no database."""

import re
import sys
from typing import Any

import msgspec

from matinee.kit.db import Database
from matinee.kit.resources import Resources
from matinee.settings import load_settings
from matinee.web import create_routes


def document() -> dict[str, Any]:
    """Give the document, with the fields of answers that have a default said to be there: answers carry them always."""
    resources = Resources()
    resources.put(load_settings({"MATINEE_DATA_DIR": "/nowhere"}))
    resources.put(Database("postgresql://nobody@/nothing"))
    told: dict[str, Any] = create_routes(resources).openapi_schema.to_schema()
    schemas = told["components"]["schemas"]
    operations: list[dict[str, Any]] = [each for path in told["paths"].values() for each in path.values()]
    taken = reached(schemas, [each.get("requestBody") for each in operations])
    for name, schema in schemas.items():
        if name not in taken and "properties" in schema:
            given = {field for field, its in schema["properties"].items() if "default" in its}
            schema["required"] = sorted({*schema.get("required", []), *given})
    return told


def reached(schemas: dict[str, Any], start: object) -> set[str]:
    """Name the schemas that hang below a part of the document."""
    found: set[str] = set()
    waiting = references(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += references(schemas[name])
    return found


def references(part: object) -> list[str]:
    """Name the schemas that a part of the document refers to."""
    return re.findall(r'"#/components/schemas/([^"]+)"', msgspec.json.encode(part).decode())


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document(), order="sorted"), indent=1))
