"""`python -m payments api | worker | all | migrate | check-ledger | …`."""

from chassis.main import main
from payments.app import build

if __name__ == "__main__":
    main(build)
