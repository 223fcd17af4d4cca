"""manifests/*.yaml → the model: what every unit must supply."""

from archive_builder.manifest.forms import FILES
from archive_builder.manifest.load import digest, load
from archive_builder.manifest.notices import notices
from archive_builder.manifest.schema import json_schema, write_json_schema
from archive_builder.manifest.slots import slots

__all__ = ["FILES", "digest", "json_schema", "load", "notices", "slots", "write_json_schema"]
