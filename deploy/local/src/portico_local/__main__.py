"""`python -m portico_local`: what ./portico runs once the environment stands."""

from portico_local.cli import run

if __name__ == "__main__":
    run()
