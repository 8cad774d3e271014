import type { WorkStatus } from "@portico/api";
import type { Tone } from "@portico/ui";

/** The colour beside each status's word. */
export const TONES: Record<WorkStatus, Tone> = {
  draft: "neutral",
  to_approval: "info",
  returned: "bad",
  approved: "good",
  invoiced: "good",
  withdrawn: "neutral",
};
