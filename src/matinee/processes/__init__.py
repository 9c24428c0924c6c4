"""The processes of a server: web, worker, and what a worker starts to run jobs apart. Each ends with its parent.

The supervisor starts the first two by `python -m matinee.processes web|worker`; `matinee worker` runs the second alone.
Each reads only the program it needs: a worker without the web framework takes 20 MB less.
"""
