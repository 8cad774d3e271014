import type { WorkStatus } from "@portico/api";
import { type Tone, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";

/** The colour beside each status's word. */
export const TONES: Record<WorkStatus, Tone> = {
  draft: "neutral",
  to_approval: "info",
  returned: "bad",
  approved: "good",
  invoiced: "good",
  withdrawn: "neutral",
};

/** How an entry stands, in words; of an approval that can still be undone also when it is final. */
export function useStatusText() {
  const { t } = useTranslation("work");
  const formats = useFormats();
  return (status: WorkStatus, finalAt: string | null | undefined): string => {
    if (status !== "approved" || !finalAt) return t(`status.${status}`);
    const { isToday, ...said } = formats.momentTime(finalAt);
    return t(isToday ? "status_final_at" : "status_final_on", said);
  };
}
