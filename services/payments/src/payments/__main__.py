"""`python -m payments api | worker | all | migrate | check-ledger | check-trail | …`."""

from chassis.main import main
from payments.app import build

if __name__ == "__main__":
    main(build)
