"""A sealing process: `python -m documents.sealing.worker`. It holds the key, and seals one by one.

Apart from the render processes, which look at files as strangers sent them: those have no key.
"""

import gc
import json
from collections.abc import Callable
from functools import partial

from documents.credentials import Credentials
from documents.rendering.evidence import SignatureInput
from documents.rendering.frames import Frame
from documents.rendering.worker import arguments, run
from documents.sealing.seal import Sealer


def _warm(_: Sealer, __: Frame) -> Frame:
    gc.collect()
    gc.freeze()
    return Frame({"ok": True})


def _seal(sealer: Sealer, question: Frame) -> Frame:
    signature = SignatureInput.model_validate(question.head["of"])
    sealed = sealer.seal(question.body, signature)
    return Frame({"ok": True, "level": sealed.level}, sealed.pdf)


def main() -> None:
    """Read the key, and serve."""
    parser = arguments()
    parser.add_argument("--credentials", required=True)
    given = parser.parse_args()
    sealer = Sealer(Credentials.model_validate(json.loads(given.credentials)))
    tasks: dict[str, Callable[[Frame], Frame]] = {
        "warm": partial(_warm, sealer),
        "seal": partial(_seal, sealer),
    }
    run(given, tasks)


if __name__ == "__main__":
    main()
