"""`python -m timesheets api | worker | all | migrate`."""

from chassis.main import main
from timesheets.app import build

if __name__ == "__main__":
    main(build)
