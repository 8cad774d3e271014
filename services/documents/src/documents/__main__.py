"""`python -m documents api | worker | all | migrate | …`."""

from chassis.main import main
from documents.app import build

if __name__ == "__main__":
    main(build)
