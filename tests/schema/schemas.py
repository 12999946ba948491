"""The published schemas: loaded, checked, and as validators that know each
other."""
import glob
import json
import os

import jsonschema


def load(folder):
    """kind ("note/1") -> schema"""
    found = {}
    for path in sorted(glob.glob(os.path.join(folder, "*-1.schema.json"))):
        with open(path, encoding="utf-8") as f:
            schema = json.load(f)
        jsonschema.Draft202012Validator.check_schema(schema)
        kind = os.path.basename(path).replace("-1.schema.json", "/1")
        assert schema["properties"]["record"] == {"const": kind}, path
        found[kind] = schema
    return found


def validators(schemas):
    store = {s["$id"]: s for s in schemas.values()}
    return {
        kind: jsonschema.Draft202012Validator(
            s, resolver=jsonschema.RefResolver.from_schema(s, store=store),
            format_checker=jsonschema.FormatChecker(["date"]))
        for kind, s in schemas.items()
    }


def why(validator, record):
    """None where the record is valid, else where and what, without values."""
    error = jsonschema.exceptions.best_match(validator.iter_errors(record))
    if error is None:
        return None
    return "/".join(map(str, error.absolute_path)) + ": " + error.validator
