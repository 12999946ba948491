"""A stream as notes-redact leaves it, made without the other filters.

Tests and measurements of notes-export need notes that were classified, decided
and redacted; here they are invented.  `note(...)` makes one record, `text`
being a list of sections (title, [(passage, scope) or "marker"]).
"""
import hashlib
import json
import struct

DIGEST = "0" * 64
TRAIL = [{"tool": t, "version": "0.1.0", "rules": DIGEST}
         for t in ("notes-classify", "notes-consent", "notes-redact")]
LABELS = {"progress": "symptoms", "process-in-chart": "conversation",
          "psychotherapy": "conversation", "administrative": "administrative",
          "substance-use": "substance-use", "excluded-items": "diagnosis"}
PSY = "45 CFR 164.508(a)(2)"


def digest(sections):
    d = hashlib.sha256()
    for s in sections:
        for part in (s.get("title", ""), s["text"]):
            b = part.encode()
            d.update(struct.pack(">Q", len(b)) + b)
    return d.hexdigest()


def passages_of(sections):
    """Sections as the record has them, and the passages that still stand."""
    out, passages = [], []
    for number, (title, parts) in enumerate(sections):
        text = ""
        for part in parts:
            if text:
                text += " "
            if isinstance(part, tuple):
                body, scope = part
                passages.append({"section": number, "start": len(text),
                                 "end": len(text) + len(body),
                                 "label": LABELS[scope], "scope": scope,
                                 "score": 0.9, "cues": ["cue"],
                                 "sensitivity": []})
                text += body
            else:
                text += part
        section = {"text": text}
        if title is not None:
            section = {"title": title, "text": text}
        out.append(section)
    return out, passages


def note(id, sections, *, patient="P-1", name=("Lindqvist", ["Tobias"]),
         born="1987-05-14", member="LKM1", date="2026-04-02", claim="CLM-1",
         request="R-1", purpose="payment_audit", as_of="2026-06-10T09:00:00-04:00",
         outcome="permit-minimum", withheld=(), title=None, rule="PAY-02",
         citation="45 CFR 164.506(c)(1)", part2=False, state="OH", **members):
    sections, passages = passages_of(sections)
    scopes = {p["scope"]: {"outcome": "permit-minimum", "rule": rule,
                           "citation": citation, "accounting": "exempt"}
              for p in passages}
    decision = {"request": request, "purpose": purpose, "recipient": "Larkmoor Health Plan",
                "as_of": as_of, "outcome": outcome, "rule": rule,
                "citation": citation, "accounting": "exempt",
                "part2" if part2 else "scopes": scopes}
    record = {"record": "note/1", "id": id,
              "patient": {"id": patient, "name": {"family": name[0], "given": name[1]},
                          "birth_date": born, "member_id": member},
              "author": {"name": "Marisol Reyes-Whitfield", "credential": "PhD", "id": "C-1"},
              "date": date,
              "encounter": {"id": "E-" + id, "start": date + "T10:02:00-04:00",
                            "end": date + "T10:49:00-04:00", "service_code": "90834",
                            "modality": "in person", "claim": claim},
              "state": state, "sections": sections}
    if claim is None:
        del record["encounter"]["claim"]
    if title is not None:
        record["title"] = title
    record["classification"] = {"class": "progress", "confidence": 0.9,
                                "protection": {"status": "not-protected", "reason": "filed", "citation": "45 CFR 164.501"},
                                "passages": passages, "findings": []}
    record["decision"] = decision
    record["redaction"] = {"profile": "decision",
                           "withheld": [{"section": 0, "start": 0, "end": 4, "label": "conversation",
                                         "code": "PSY", "citation": c, "chars": 4} for c in withheld],
                           "text": digest(sections)}
    record["trail"] = TRAIL
    record.update(members)
    return record


def request(**members):
    r = {"record": "request/1", "id": "R-1", "kind": "audit",
         "requester": {"name": "Larkmoor Health Plan", "id": "LHP", "type": "health_plan",
                       "address": {"line": "P.O. Box 5550", "city": "Columbus", "state": "OH", "postal_code": "43216"},
                       "verified": {"by": "Opal Brandvold", "date": "2026-06-04", "how": "called back"}},
         "received": "2026-06-03", "due": "2026-06-17", "state": "OH"}
    r.update(members)
    return r


def lines(records, rejected=0):
    """The stream's bytes, with its end."""
    out = [json.dumps(r, ensure_ascii=False) for r in records]
    out.append(json.dumps({"record": "end/1", "notes": len(records), "rejected": rejected}))
    return ("\n".join(out) + "\n").encode()
