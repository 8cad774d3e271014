/** What was typed before a field had the focus: its text, and whether it was entered. */
interface TypedAhead {
  text: string;
  entered: boolean;
}

const NOTHING: TypedAhead = { text: "", entered: false };
let stop: (() => TypedAhead) | undefined;

/**
 * Keep what is typed from now on until `takeTypedAhead` is called. A dialogue that was asked for by
 * a key takes some frames to come, or a fetch; whoever types on would lose the first letters, or
 * type them into what still has the focus. A press of the pointer or Escape ends it.
 */
export function typeAhead(page: Window = window): void {
  if (stop) return;
  let { text, entered } = NOTHING;
  const keep = (event: KeyboardEvent) => {
    const { key } = event;
    if (key === "Escape") {
      takeTypedAhead();
      return;
    }
    // A combination is a command, and "Shift" is no letter.
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (key === "Enter") entered = text !== "";
    else if (key === "Backspace") text = [...text].slice(0, -1).join("");
    else if ([...key].length === 1 && !entered) text += key;
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const give = () => takeTypedAhead();
  page.addEventListener("keydown", keep, { capture: true });
  page.addEventListener("pointerdown", give, { capture: true });
  stop = () => {
    page.removeEventListener("keydown", keep, { capture: true });
    page.removeEventListener("pointerdown", give, { capture: true });
    return { text, entered };
  };
}

/** What was typed since `typeAhead`, once; keys go to where the focus is again. */
export function takeTypedAhead(): TypedAhead {
  const typed = stop?.() ?? NOTHING;
  stop = undefined;
  return typed;
}
