import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { SavedEntry, Slot } from "./pending";
import { isLeft, useCommit, useKeptOnLeaving, useWork } from "./typing";

interface Props {
  slot: Slot;
  base: SavedEntry | null;
  currency: string;
  shown: string;
  problem: string | undefined;
  label: string;
  /** Shown above it; left out, a screen reader alone is told. */
  visibleLabel?: string;
}

interface QuantityInputState {
  slot: Slot;
  base: SavedEntry | null;
  text: string;
  before: string;
}

/** A quantity by itself. It is open while it has the focus, and saved when it is left. */
export function QuantityInput(props: Props) {
  const { slot, base, currency, shown, problem, label, visibleLabel } = props;
  const { autosave } = useWork();
  const commit = useCommit();
  const [typing, setTyping] = useState<QuantityInputState | null>(null);
  const close = (keeps: boolean) => {
    if (!typing || isLeft()) return;
    // What was refused is sent again when it is entered again.
    const isNews = typing.text !== typing.before || autosave.snapshot().has(typing.slot.key);
    if (keeps && isNews) {
      commit(typing.slot, currency, typing.base, typing.text);
    }
    autosave.end(typing.slot.key);
    setTyping(null);
  };
  useKeptOnLeaving(typing);
  return (
    <TextInput
      label={visibleLabel}
      aria-label={visibleLabel ? undefined : label}
      inputMode="decimal"
      enterKeyHint="done"
      autoComplete="off"
      value={typing?.text ?? shown}
      error={problem !== undefined}
      onFocus={(event) => {
        if (typing) return;
        autosave.begin(slot, base);
        setTyping({ slot, base, text: shown, before: shown });
        event.currentTarget.select();
      }}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyping({ slot, base, before: shown, ...typing, text });
        autosave.type(typing?.slot.key ?? slot.key, text);
      }}
      onBlur={(event) => {
        // Another window has the focus: it stays open.
        if (event.currentTarget !== document.activeElement) close(true);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key !== "Escape" || !typing || typing.text === typing.before) return;
        // Escape takes back what was typed; once more, it is the dialogue's.
        event.stopPropagation();
        autosave.begin(typing.slot, typing.base);
        setTyping({ ...typing, text: typing.before });
      }}
    />
  );
}
