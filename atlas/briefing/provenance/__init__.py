"""What a piece says of its own origin, and whether that still holds."""

from atlas.briefing.provenance.apart import read_apart
from atlas.briefing.provenance.difference import Difference, difference
from atlas.briefing.provenance.reading import MAX_FILE, read
from atlas.briefing.provenance.record import Proof, ProofError, digests, proof, qr
from atlas.briefing.provenance.stamp import (
    RECORD_HERE,
    in_words,
    pdf_fields,
    printed,
    stamp_markup,
    stamp_office,
    stamp_pdf,
    stamp_png,
)
from atlas.briefing.provenance.verification import Verdict, verify

__all__ = [
    "MAX_FILE",
    "RECORD_HERE",
    "Difference",
    "Proof",
    "ProofError",
    "Verdict",
    "difference",
    "digests",
    "in_words",
    "pdf_fields",
    "printed",
    "proof",
    "qr",
    "read",
    "read_apart",
    "stamp_markup",
    "stamp_office",
    "stamp_pdf",
    "stamp_png",
    "verify",
]
