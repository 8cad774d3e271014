import { Alert, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import type { WorkRow } from "@portico/api";
import { Card, EmptyState, useFormats } from "@portico/ui";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Editor } from "./details";
import { inOrder } from "./model";
import { quantityOfRow } from "./quantity";
import { SubmitDialog } from "./submit";
import { useIsUnsaved } from "./submit-again";
import { useWork } from "./typing";

interface BannerProps {
  rows: readonly WorkRow[];
  showing: boolean;
  onShow: (show: boolean) => void;
}

/** How much came back and why, whichever week it is of. */
export function ReturnedBanner({ rows, showing, onShow }: BannerProps) {
  const { t } = useTranslation("work");
  if (rows.length === 0) return null;
  const reasons = [...new Set(rows.map((row) => row.return_reason).filter(Boolean))];
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconArrowBackUp aria-hidden />}
      title={t("returned.title", { count: rows.length })}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {reasons.slice(0, 2).join(" · ")}
          {reasons.length > 2 && ` · ${t("returned.more", { count: reasons.length - 2 })}`}
        </Text>
        <Button variant="default" size="compact-md" onClick={() => onShow(!showing)}>
          {t(showing ? "returned.show_grid" : "returned.show")}
        </Button>
      </Group>
    </Alert>
  );
}

/** Only what was returned: the reason, what it says, and the way back to approval. */
export function ReturnedList({ rows, onGrid }: { rows: readonly WorkRow[]; onGrid: () => void }) {
  const { t } = useTranslation("work");
  const [submitting, submit] = useState<readonly WorkRow[]>([]);
  const byDay = inOrder(rows);
  return (
    <Stack gap="md">
      {rows.length > 1 && (
        <Group justify="flex-end">
          <Button onClick={() => submit(byDay)}>
            {t("returned.submit_all", { count: rows.length })}
          </Button>
        </Group>
      )}
      {rows.length === 0 && (
        <EmptyState
          title={t("returned.none_title")}
          action={
            <Button variant="default" onClick={onGrid}>
              {t("returned.show_grid")}
            </Button>
          }
        >
          {t("returned.none")}
        </EmptyState>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        {byDay.map((row) => (
          <ReturnedCard key={row.entry_id} row={row} onSubmit={() => submit([row])} />
        ))}
      </SimpleGrid>
      <SubmitDialog
        opened={submitting.length > 0}
        onClose={() => submit([])}
        rows={submitting}
        leftOut={0}
        period={t("returned.again")}
      />
    </Stack>
  );
}

function ReturnedCard({ row, onSubmit }: { row: WorkRow; onSubmit: () => void }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const { openEntry } = useWork();
  // What is handed in is what is saved: not while something else is typed there.
  const isUnsaved = useIsUnsaved()(row);
  return (
    <Card data-entry={row.entry_id}>
      <div>
        <Text fw={600}>{formats.longDay(row.work_on)}</Text>
        <Text c="dimmed" size="sm">
          {row.work_order_title} · {row.work_order_code} · {row.project_name}
        </Text>
      </div>
      <Text>{t("returned.because", { reason: row.return_reason })}</Text>
      <Editor entry={{ ...row, quantity: quantityOfRow(row) }} />
      <Group justify="space-between" gap="sm">
        <Button variant="default" onClick={() => openEntry(row.entry_id)}>
          {t("details.open")}
        </Button>
        <Button onClick={onSubmit} disabled={isUnsaved}>
          {t("returned.submit_one")}
        </Button>
      </Group>
    </Card>
  );
}
