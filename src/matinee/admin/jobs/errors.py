"""What can be wrong with a wish about a job."""

from matinee.kit.errors import Conflict, NotFound


class JobNotFound(NotFound):
    """There is no such job, or its time is over."""

    code, title = "job_not_found", "No such job"


class JobNotInState(Conflict):
    """The job's state does not allow this."""

    code, title = "job_state", "Not possible in the job's state"


class KindNotPeriodic(NotFound):
    """No kind of this name runs by itself; the list of periodic jobs names those that do."""

    code, title = "job_kind_not_periodic", "No such periodic job"
