/** Typing into a cell, and saying why it cannot be, the same in the grid and on a small screen. */

import { type ProblemError, problemOf } from "@portico/api";
import { useCause, useFormats } from "@portico/ui";
import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Autosave, Pending, Saved, Slot } from "./autosave";
import { type Cell, type Lock, pendingOf, quantityOf } from "./model";
import { parseQuantity, typedAs } from "./quantity";

export interface Work {
  autosave: Autosave;
  pending: ReadonlyMap<string, Pending>;
  openEntry: (entryId: string | undefined) => void;
  /** Let the person choose between theirs and mine. */
  choose: (slotKey: string) => void;
}

export const WorkContext = createContext<Work | null>(null);

export function useWork(): Work {
  const work = useContext(WorkContext);
  if (work === null) throw new Error("useWork outside of its page");
  return work;
}

/** Takes what was typed into a slot. */
export function useType() {
  const { autosave, pending } = useWork();
  const { locale } = useFormats();
  return (
    slot: Slot,
    currency: string,
    base: Saved | null,
    text: string,
    note = pending.get(slot.key)?.wanted.note ?? base?.note ?? "",
  ): void => {
    const parsed = parseQuantity(text, { article: slot.article, currency, locale });
    if (parsed.kind === "problem") autosave.setInvalid(slot, base, text, parsed.problem);
    else {
      const quantity = parsed.kind === "value" ? parsed.value : null;
      autosave.set(slot, base, { quantity, note });
    }
  };
}

/** What stands in a cell: as it is typed, and as it is read. */
export function useShown() {
  const { pending } = useWork();
  const formats = useFormats();
  return (cell: Cell) => {
    const typed = pendingOf(cell, pending);
    const quantity = quantityOf(cell, pending);
    const text = typed?.invalid?.text ?? (quantity && typedAs(quantity, formats.locale));
    return { text, read: typed?.invalid?.text ?? (quantity && formats.number(quantity, 4)) };
  };
}

/** Why what was typed does not stand, in words; undefined when there is nothing wrong. */
export function useWhyNot() {
  const { t, i18n } = useTranslation("work");
  const cause = useCause();
  const formats = useFormats();
  const refusal = (problem: ProblemError): string => {
    const rules = Array.isArray(problem.document.rules) ? problem.document.rules : [problem.code];
    const texts = rules
      .map((rule) => `rules.${String(rule)}`)
      .filter((key) => i18n.exists(key, { ns: "work" }))
      .map((key) => t(key));
    return texts.length ? texts.join(" ") : cause(problem);
  };
  return (pending: Pending | undefined): string | undefined => {
    if (!pending) return undefined;
    if (pending.invalid) return t(`rules.${pending.invalid.problem}`);
    if (pending.phase === "conflict") {
      const said = (quantity: string | null | undefined) =>
        quantity ? formats.number(quantity, 4) : t("conflict.nothing");
      return t("conflict.short", {
        theirs: said(pending.theirs?.quantity),
        mine: said(pending.wanted.quantity),
      });
    }
    if (pending.phase === "refused" && pending.problem) return refusal(pending.problem);
    if (pending.phase === "unsaved") return cause(problemOf(pending.problem, undefined));
    return undefined;
  };
}

/** Why nothing can be typed there. */
export function useWhyLocked() {
  const { t } = useTranslation("work");
  const formats = useFormats();
  return (cell: Cell, lock: Lock): string =>
    t(`locks.${lock}`, {
      code: cell.line.code,
      day: formats.day(
        (lock === "after_end" ? cell.line.order?.ends_on : cell.line.order?.starts_on) ?? cell.day,
      ),
    });
}
