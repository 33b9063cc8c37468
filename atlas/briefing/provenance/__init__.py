"""What a piece says of its own origin, and whether that still holds."""

from atlas.briefing.provenance.reading import MAX_FILE, read
from atlas.briefing.provenance.record import Proof, ProofError, digests, proof, qr
from atlas.briefing.provenance.stamp import (
    html_json,
    in_words,
    pdf_fields,
    stamp_office,
    stamp_png,
)
from atlas.briefing.provenance.verification import Verdict, verify

__all__ = [
    "MAX_FILE",
    "Proof",
    "ProofError",
    "Verdict",
    "digests",
    "html_json",
    "in_words",
    "pdf_fields",
    "proof",
    "qr",
    "read",
    "stamp_office",
    "stamp_png",
    "verify",
]
