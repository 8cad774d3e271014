import { Button, Group } from "@mantine/core";
import type { WorkRow } from "@portico/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { entrySlot } from "./model";
import { SubmitDialog } from "./submit";
import { useWork } from "./typing";

/** Whether what is typed for an entry is not saved yet: it cannot be handed in. */
export function useIsUnsaved(): (row: WorkRow) => boolean {
  const { pending, open } = useWork();
  return (row) => {
    const { key } = entrySlot(row);
    return pending.has(key) || typeof open.get(key)?.text === "string";
  };
}

/** Hand a returned entry in again, from where it is corrected; what became of it stays to be read. */
export function SubmitAgain({ row }: { row: WorkRow }) {
  const { t } = useTranslation("work");
  const [submitting, setSubmitting] = useState(false);
  const isUnsaved = useIsUnsaved();
  return (
    <Group justify="flex-end">
      {row.status === "returned" && (
        <Button onClick={() => setSubmitting(true)} disabled={isUnsaved(row)}>
          {t("returned.submit_one")}
        </Button>
      )}
      <SubmitDialog
        opened={submitting}
        onClose={() => setSubmitting(false)}
        rows={submitting ? [row] : []}
        leftOut={0}
        period={t("returned.again")}
      />
    </Group>
  );
}
