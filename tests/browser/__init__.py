"""Drive the running app in a real Chromium, as a planner would."""
