"""Put before all other modules of a process (PYTHONPATH) whose clock is to be off by so many days."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(days=float(os.environ["DAYS_OFF"])), tick=True).start()
