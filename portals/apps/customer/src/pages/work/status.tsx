import type { WorkRow, WorkStatus } from "@portico/api";
import { Status, type Tone, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";

const TONES: Record<WorkStatus, Tone> = {
  draft: "neutral",
  to_approval: "info",
  returned: "bad",
  approved: "good",
  invoiced: "good",
  withdrawn: "neutral",
};

/** Where an entry stands; until when its approval can be undone. */
export function WorkStatusLabel({ row }: { row: Pick<WorkRow, "status" | "final_at"> }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const tone = TONES[row.status];
  if (row.status !== "approved" || !row.final_at) {
    return <Status tone={tone}>{t(`status.${row.status}`)}</Status>;
  }
  const { isToday, ...said } = formats.momentTime(row.final_at);
  return <Status tone={tone}>{t(isToday ? "final_at" : "final_on", said)}</Status>;
}

/** Whether the approval of this entry can still be taken back. */
export const isUndoable = (row: Pick<WorkRow, "status" | "final_at">, now = Date.now()) =>
  row.status === "approved" && !!row.final_at && Date.parse(row.final_at) > now;
