"""What the queue must withstand. `python -m tests.faults.jobs --runs 300 --seed N` runs it at length."""
