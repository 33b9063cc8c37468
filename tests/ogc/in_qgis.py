"""Read the interface in QGIS; run by the system's Python, which has QGIS's own modules."""

import json
import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import Qgis, QgsApplication, QgsRectangle, QgsVectorLayer


def told(address: str) -> dict[str, object]:
    """Return what QGIS reads at an address: its version, and what it finds in two layers."""
    application = QgsApplication([], False)
    application.initQgis()
    found: dict[str, object] = {"version": Qgis.QGIS_VERSION}
    for name in ("zones", "counties"):
        layer = QgsVectorLayer(f"url='{address}' typename='{name}'", name, "OAPIF")
        found[name] = {
            "valid": layer.isValid(),
            "crs": layer.crs().authid(),
            "features": sum(1 for _ in layer.getFeatures()),
            "fields": [field.name() for field in layer.fields()],
            "near": sum(1 for _ in layer.getFeatures(QgsRectangle(103, 35, 105, 37))),
        }
        del layer
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(told(sys.argv[1])) + "\n")
    sys.stdout.flush()
    os._exit(0)  # without windows QGIS does not always leave in order
