"""`python -m identity api | worker | all | migrate | agency FILE.json | …`."""

from chassis.main import main
from identity.app import build

if __name__ == "__main__":
    main(build)
