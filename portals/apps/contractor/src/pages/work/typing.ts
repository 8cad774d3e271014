/** Typing into a cell, and saying why it cannot be, the same in the grid and on a small screen. */

import { type ProblemError, problemOf } from "@portico/api";
import { useCause, useFormats } from "@portico/ui";
import { createContext, useContext, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Autosave } from "./autosave";
import type { History } from "./history";
import { type Cell, type Lock, pendingOf, quantityOf } from "./model";
import {
  type Content,
  contentOf,
  isSameContent,
  type OpenCell,
  type PendingCell,
  type SavedEntry,
  type Slot,
  UNFINISHED,
} from "./pending";
import { isZero, parseQuantity, typedAs } from "./quantity";

export interface Work {
  autosave: Autosave;
  history: History;
  pending: ReadonlyMap<string, PendingCell>;
  /** The cells that are open, whose text is not saved. */
  open: ReadonlyMap<string, OpenCell>;
  openEntry: (entryId: string | undefined) => void;
  /** Let the person choose between theirs and mine. */
  choose: (slotKey: string) => void;
}

/** The most that a currency has. */
const AMOUNT_DECIMALS = 4;

export const WorkContext = createContext<Work | null>(null);

export function useWork(): Work {
  const work = useContext(WorkContext);
  if (work === null) throw new Error("useWork outside of its page");
  return work;
}

/** What a text says in a slot; undefined for blank space, which says nothing. */
export function useContentOfText() {
  const { locale } = useFormats();
  return (slot: Slot, currency: string, text: string, note: string): Content | undefined => {
    const parsed = parseQuantity(text, { article: slot.article, currency, locale });
    // In a grid nothing and zero are the same: spreadsheets write 0 where nobody worked.
    if (isZero(text)) return { quantity: null, note };
    if (parsed.kind === "blank") return undefined;
    if (parsed.kind === "problem") {
      return { quantity: null, note, invalid: { text, problem: parsed.problem } };
    }
    return { quantity: parsed.kind === "value" ? parsed.value : null, note };
  };
}

/** Takes what was typed into a slot, when it is closed; it can be undone. */
export function useCommit() {
  const { autosave, history } = useWork();
  const contentOfText = useContentOfText();
  return (slot: Slot, currency: string, base: SavedEntry | null, text: string): void => {
    // What is there by now: the cell may have been saved, or changed, while it was open.
    const [pending, open] = [autosave.snapshot().get(slot.key), autosave.open().get(slot.key)];
    const known = pending ? pending.base : open ? open.base : base;
    const before = contentOf(pending, known);
    const after = contentOfText(slot, currency, text, before.note);
    if (!after) return;
    if (!isSameContent(before, after)) {
      history.record("typed", [{ slot, base: known, before, after }]);
    }
    if (after.invalid) autosave.setInvalid(slot, base, after.invalid.text, after.invalid.problem);
    else autosave.set(slot, base, after);
  };
}

interface TypedCell {
  slot: Slot;
  base: SavedEntry | null;
  text: string;
  before: string;
}

/**
 * Whether another page has the address already: an input that is taken from the page loses the
 * focus, too, and nobody has closed it.
 */
export function isLeft(): boolean {
  return !/\/work\/?$/.test(globalThis.location.pathname);
}

/**
 * The page goes away while a cell is open: the session has ended, or somebody went back. Perhaps the
 * number was only half typed, so that it is kept as it is, and not saved.
 */
export function useKeptOnLeaving(typing: TypedCell | null): void {
  const { autosave } = useWork();
  const open = useRef(typing);
  useEffect(() => {
    open.current = typing;
  });
  useEffect(
    () => () => {
      if (!open.current) return;
      const { slot, base, text, before } = open.current;
      if (text !== before) autosave.setInvalid(slot, base, text, UNFINISHED);
      autosave.end(slot.key);
    },
    [autosave],
  );
}

/** A quantity as it is read: hours, or an amount with the decimals that it has. */
export function useReadQuantity() {
  const formats = useFormats();
  return (article: string, quantity: string): string =>
    article === "expense" ? formats.number(quantity, AMOUNT_DECIMALS) : formats.duration(quantity);
}

/** What stands in a cell: as it is typed, and as it is read. */
export function useShown() {
  const { pending } = useWork();
  const formats = useFormats();
  const readQuantity = useReadQuantity();
  return (cell: Cell) => {
    const typed = pendingOf(cell, pending);
    const quantity = quantityOf(cell, pending);
    const text =
      typed?.invalid?.text ?? (quantity && typedAs(quantity, formats.locale, cell.line.article));
    const read = typed?.invalid?.text ?? (quantity && readQuantity(cell.line.article, quantity));
    return { quantity, text, read };
  };
}

/** Why what was typed does not stand, in words; undefined when there is nothing wrong. */
export function useWhyNot() {
  const { t, i18n } = useTranslation("work");
  const cause = useCause();
  const read = useReadQuantity();
  const refusal = (problem: ProblemError): string => {
    const rules = Array.isArray(problem.document.rules) ? problem.document.rules : [problem.code];
    const texts = rules
      .map((rule) => `rules.${String(rule)}`)
      .filter((key) => i18n.exists(key, { ns: "work" }))
      .map((key) => t(key));
    return texts.length ? texts.join(" ") : cause(problem);
  };
  return (pending: PendingCell | undefined): string | undefined => {
    if (!pending) return undefined;
    if (pending.invalid) return t(`rules.${pending.invalid.problem}`);
    if (pending.phase === "conflict") {
      const said = (quantity: string | null | undefined) =>
        quantity ? read(pending.slot.article, quantity) : t("conflict.nothing");
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

/** What a cell is called: no two on a page have the same name. */
export function useCellName() {
  const { t } = useTranslation("work");
  const formats = useFormats();
  return ({ line, day }: Pick<Cell, "line" | "day">): string =>
    t("grid.quantity", {
      article: t(`article.${line.article}`, { currency: line.currency }),
      title: line.title,
      code: line.code,
      day: formats.day(day),
    });
}
