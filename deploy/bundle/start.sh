#!/bin/sh
# Start the atlas: sh start.sh --port 8600. PYTHON names another interpreter.
cd "$(dirname "$0")" || exit 1
exec "${PYTHON:-python3}" run.py "$@"
