"""`python -m notifications api | worker | all | migrate | …`."""

from chassis.main import main
from notifications.app import build

if __name__ == "__main__":
    main(build)
