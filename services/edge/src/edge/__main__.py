"""`python -m edge api | openapi`."""

from chassis.main import main
from edge.app import build

if __name__ == "__main__":
    main(build)
