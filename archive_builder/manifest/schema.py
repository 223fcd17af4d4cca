"""JSON Schemas of the manifests, for editors that complete and check as one types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from archive_builder.manifest.form import Form
from archive_builder.manifest.forms import ASPECTS, Folder

_DIALECT = "http://json-schema.org/draft-07/schema#"


def json_schema() -> dict[str, Any]:
    """One schema per kind of file: `aspect` for the four aspects' files, else the file's stem."""
    return {
        "aspect" if field.alias in ASPECTS else name: _chinese(field.annotation)
        for name, field in Folder.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Form)
    }


def write_json_schema(folder: Path) -> None:
    """Write each schema to `folder`/schema/<kind>.json, for the YAML files in `folder`."""
    target = folder / "schema"
    target.mkdir(exist_ok=True)
    for kind, schema in json_schema().items():
        text = json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True)
        (target / f"{kind}.json").write_bytes(f"{text}\n".encode())


def _chinese(form: type[Form]) -> dict[str, Any]:
    """A form's schema without the docstrings and class names of the code."""
    schema = form.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("description", None)
        part.pop("title", None)
        for field in part.get("properties", {}).values():
            _offer_values_only(field)
    return {"$schema": _DIALECT, **schema}


def _offer_values_only(field: dict[str, Any]) -> None:
    """Without defaults and null: a key without a value is a problem, not an offer."""
    field.pop("default", None)
    others = [option for option in field.get("anyOf", ()) if option != {"type": "null"}]
    if len(others) == 1:
        del field["anyOf"]
        field.update(others[0])
