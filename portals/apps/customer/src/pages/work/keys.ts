import type { WorkRow } from "@portico/api";
import { type PageKey, usePageKeys } from "@portico/ui";
import { useTranslation } from "react-i18next";
import type { CommandKind } from "./commands";

interface Props {
  rows: readonly WorkRow[];
  onToggle: (row: WorkRow) => void;
  onOpen: (row: WorkRow) => void;
  /** With what is selected, or with the row that has the focus. */
  onCommand?: (kind: CommandKind, row: WorkRow | undefined) => void;
}

/** j and k go from row to row, x selects, a approves, r returns, u undoes, c opens the conversation. */
export function useWorkKeys({ rows, onToggle, onOpen, onCommand }: Props): void {
  const { t } = useTranslation("work");
  const here = () => {
    const id = document.activeElement?.closest("[data-row]")?.getAttribute("data-row");
    return rows.findIndex((row) => row.entry_id === id);
  };
  const go = (step: 1 | -1) => {
    const at = here();
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
    if (next) focusRow(next.entry_id);
  };
  const withRow = (run: (row: WorkRow) => void) => () => {
    const row = rows[here()];
    if (row) run(row);
  };
  const keys: PageKey[] = [
    { key: "j", what: t("keys.next"), run: () => go(1) },
    { key: "k", what: t("keys.previous"), run: () => go(-1) },
    { key: "x", what: t("keys.select"), run: withRow(onToggle) },
    { key: "c", what: t("keys.comment"), run: withRow(onOpen) },
  ];
  if (onCommand) {
    keys.push(
      { key: "a", what: t("keys.approve"), run: () => onCommand("approve", rows[here()]) },
      { key: "r", what: t("keys.return"), run: () => onCommand("return", rows[here()]) },
      { key: "u", what: t("keys.undo"), run: () => onCommand("undo", rows[here()]) },
    );
  }
  usePageKeys(keys);
}

/** The button that opens a row stands for it. */
function focusRow(id: string): void {
  const row = document.querySelector(`[data-row="${CSS.escape(id)}"]`);
  row?.querySelector<HTMLElement>("[data-opens]")?.focus();
  row?.scrollIntoView({ block: "nearest" });
}
