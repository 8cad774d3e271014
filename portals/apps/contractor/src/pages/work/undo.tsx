import { ActionIcon, Group, Tooltip } from "@mantine/core";
import { tell, tellFailure, tellWithUndo, useFormats } from "@portico/ui";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { lookIn } from "./data";
import type { Change, Turn, UndoStep } from "./history";
import type { Cell } from "./model";
import type { Place } from "./moves";
import { type Plan, planOf } from "./paste";
import { useContentOfText, useWork } from "./typing";

/** Changes many cells at once: one step to undo. What does not fit is named in the plan. */
export function useChange() {
  const { t } = useTranslation("work");
  const { autosave, history } = useWork();
  const read = useContentOfText();
  const { undo } = useUndo();
  return (
    kind: "pasted" | "emptied",
    wanted: readonly { place: Place; text: string }[],
    cellAt: (place: Place) => Cell | undefined,
  ): Plan & { step: UndoStep | null } => {
    const plan = planOf(wanted, cellAt, autosave.snapshot(), read);
    const { changes } = plan;
    if (changes.length === 0) return { ...plan, step: null };
    const step = history.record(kind, changes);
    void autosave.setAll(changes.map(({ slot, base, after }) => ({ slot, base, wanted: after })));
    if (wanted.length > 1) {
      tellWithUndo(t(`undo.${kind}`, { count: changes.length }), () => undo(step));
    }
    return { ...plan, step };
  };
}

/** One step back or forward, and a word of what could not go with it. */
export function useUndo() {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const { autosave, history } = useWork();
  const queries = useQueryClient();
  useSyncExternalStore(history.subscribe, history.snapshot);
  const days = (changes: readonly Pick<Change, "slot">[]) =>
    [...new Set(changes.map((change) => change.slot.day))]
      .sort()
      .map(formats.dayOfMonth)
      .join(", ");
  const carryOut = (turn: Turn | null, way: "undone" | "redone") => {
    if (!turn) return;
    const { step, edits, left } = turn;
    for (const { slot, base, invalid } of edits) {
      if (invalid) autosave.setInvalid(slot, base, invalid.text, invalid.problem);
    }
    const changed = step.changes.filter((change) => !left.includes(change));
    if (changed.length > 0) {
      tell(t(`undo.${way}`, { count: changed.length, days: days(changed) }));
    }
    if (left.length > 0) tellFailure(t(`undo.not_${way}`, { days: days(left) }));
    void autosave
      .setAll(edits.filter((edit) => !edit.invalid))
      .then(() => giveUpConflicts(edits, way));
  };
  /** What changed elsewhere without this page having heard of it stays as it is there. */
  const giveUpConflicts = (edits: Turn["edits"], way: "undone" | "redone") => {
    const lost = edits.filter(
      ({ slot }) => autosave.snapshot().get(slot.key)?.phase === "conflict",
    );
    for (const { slot } of lost) autosave.takeTheirs(slot.key);
    if (lost.length > 0) tellFailure(t(`undo.not_${way}`, { days: days(lost) }));
  };
  const look = lookIn(queries);
  return {
    canUndo: history.canUndo,
    canRedo: history.canRedo,
    undo: (step?: UndoStep) => carryOut(history.undo(autosave.snapshot(), look, step), "undone"),
    redo: () => carryOut(history.redo(autosave.snapshot(), look), "redone"),
  };
}

/** Undo and redo, by their buttons and by their keys wherever no text is typed. */
export function UndoButtons() {
  const { t } = useTranslation("work");
  const { undo, redo, canUndo, canRedo } = useUndo();
  useUndoKeys(undo, redo);
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label={t("undo.undo")}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          disabled={!canUndo}
          onClick={() => undo()}
          aria-label={t("undo.undo")}
        >
          <IconArrowBackUp size={20} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t("undo.redo")}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          disabled={!canRedo}
          onClick={redo}
          aria-label={t("undo.redo")}
        >
          <IconArrowForwardUp size={20} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

function useUndoKeys(undo: () => void, redo: () => void): void {
  const acts = useRef({ undo, redo });
  useEffect(() => {
    acts.current = { undo, redo };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const act = actOf(event);
      if (!act || isElsewhere(event.target)) return;
      event.preventDefault();
      acts.current[act]();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

/** Ctrl+Z; Ctrl+Y or Ctrl+Shift+Z. On a Mac, with the command key. */
function actOf(event: KeyboardEvent): "undo" | "redo" | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" ? "redo" : undefined;
}

/** A field undoes its own letters, and what a dialogue covers is left alone. */
function isElsewhere(target: EventTarget | null): boolean {
  const places = "input:not([type=radio], [type=checkbox]), textarea, [role=dialog]";
  return target instanceof HTMLElement && target.closest(places) !== null;
}
