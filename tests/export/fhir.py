"""What FHIR R4 asks of the resources of a response: required elements, codes of
the required value sets, references that resolve (hl7.org/fhir/R4)."""
import base64
import re

ID = re.compile(r"^[A-Za-z0-9\-.]{1,64}$")
DATE = re.compile(r"^\d{4}-\d\d-\d\d$")
DATETIME = re.compile(r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?$")
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$")

REQUIRED = {
    "Composition": ["status", "type", "date", "author", "title"],
    "DocumentReference": ["status", "content"],
    "Patient": [], "Organization": ["name"], "Practitioner": [],
    "Encounter": ["status", "class"],
    "Coverage": ["status", "beneficiary", "payor"],
    "Provenance": ["target", "recorded", "agent"],
    "AuditEvent": ["type", "recorded", "agent", "source"],
}
CODES = {
    ("Composition", "status"): {"preliminary", "final", "amended", "entered-in-error"},
    ("Composition", "confidentiality"): set("UNLMRV"[i] for i in range(6)),
    ("DocumentReference", "status"): {"current", "superseded", "entered-in-error"},
    ("DocumentReference", "docStatus"): {"preliminary", "final", "amended", "entered-in-error"},
    ("Encounter", "status"): {"planned", "arrived", "triaged", "in-progress", "onleave", "finished",
                              "cancelled", "entered-in-error", "unknown"},
    ("Coverage", "status"): {"active", "cancelled", "draft", "entered-in-error"},
    ("AuditEvent", "action"): set("CRUDE"),
    ("AuditEvent", "outcome"): {"0", "4", "8", "12"},
}
# The members that R4 knows of each resource we write.
KNOWN = {
    "Composition": {"meta", "status", "type", "date", "author", "title", "confidentiality", "custodian", "section"},
    "DocumentReference": {"id", "masterIdentifier", "status", "docStatus", "type", "category", "subject",
                          "author", "securityLabel", "content", "context"},
    "Patient": {"id", "identifier", "name", "telecom", "birthDate", "address", "contact",
                "deceasedBoolean", "deceasedDateTime"},
    "Organization": {"name", "address", "identifier"},
    "Practitioner": {"id", "name", "qualification"},
    "Encounter": {"id", "status", "class", "subject", "type", "period", "location"},
    "Coverage": {"status", "subscriberId", "beneficiary", "payor"},
    "Provenance": {"target", "recorded", "agent"},
    "AuditEvent": {"type", "action", "recorded", "outcome", "purposeOfEvent", "agent", "source", "entity"},
}


def walk(value):
    yield value
    for v in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(v)


def resource(r):
    kind = r["resourceType"]
    for name in REQUIRED[kind]:
        assert r.get(name), (kind, name)
    assert set(r) - {"resourceType"} <= KNOWN[kind], (kind, set(r))
    for (k, name), codes in CODES.items():
        if k == kind and name in r:
            assert r[name] in codes, (kind, name)
    if "id" in r:
        assert ID.match(r["id"]), kind
    for v in walk(r):
        assert v not in ({}, [], ""), (kind, "an empty value")
        if isinstance(v, dict) and "system" in v and "code" in v:
            assert v["system"].startswith("http"), v
    if kind == "DocumentReference":
        for c in r["content"]:
            base64.b64decode(c["attachment"]["data"], validate=True).decode()
        assert DATETIME.match(r["context"]["period"]["start"])
    if kind == "Encounter":
        assert r["class"]["system"] and r["class"]["code"]
    if kind in ("Provenance", "AuditEvent"):
        assert INSTANT.match(r["recorded"])
        assert all("who" in a for a in r["agent"])
    if kind == "AuditEvent":
        assert all(isinstance(a["requestor"], bool) for a in r["agent"])
        assert r["source"]["observer"]
    if kind == "Patient" and "birthDate" in r:
        assert DATE.match(r["birthDate"])


def bundle(b):
    assert b["resourceType"] == "Bundle" and b["type"] == "document"
    assert b["identifier"]["system"] and b["identifier"]["value"]
    assert INSTANT.match(b["timestamp"])
    assert b["entry"][0]["resource"]["resourceType"] == "Composition"
    urls = [e["fullUrl"] for e in b["entry"]]
    assert len(urls) == len(set(urls)), "fullUrl twice"
    for e in b["entry"]:
        resource(e["resource"])
    for v in walk(b):
        if isinstance(v, dict) and "reference" in v:
            assert v["reference"] in urls, "a reference that does not resolve"
    listed = {x["reference"] for s in b["entry"][0]["resource"].get("section", []) for x in s["entry"]}
    documents = {e["fullUrl"] for e in b["entry"] if e["resource"]["resourceType"] == "DocumentReference"}
    assert listed == documents


def submission(p):
    """CDex $submit-attachment, STU 2.1."""
    assert p["resourceType"] == "Parameters"
    names = [x["name"] for x in p["parameter"]]
    for once in ("TrackingId", "AttachTo", "PayerId", "MemberId", "Final"):
        assert names.count(once) == 1, once
    assert "OrganizationId" in names or "ProviderId" in names
    assert "Attachment" in names
    for x in p["parameter"]:
        if x["name"] == "AttachTo":
            assert x["valueCode"] in ("claim", "prior-auth")
        if x["name"] == "Attachment":
            content = [y for y in x["part"] if y["name"] == "Content"]
            assert len(content) == 1
            resource(content[0]["resource"])
