"""What one process is beside its pages: its log, its jobs, its answers, its stop."""
