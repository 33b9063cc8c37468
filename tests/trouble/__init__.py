"""
Trouble, tried as often as it takes: full disks, damaged files, clocks set back, kill -9, crowds.

``python -m tests.trouble [NAME …]`` is the long run; `test_troubles.py` holds a sample of each.
"""
