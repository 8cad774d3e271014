import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { contractorSubmitWork, type SubmissionResult, type WorkRow } from "@portico/api";
import { ErrorAlert, Facts, tell, useFormats } from "@portico/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { refreshWork } from "./data";
import { totalsOfRows } from "./model";
import { useAmount } from "./totals";
import { useReadQuantity } from "./typing";

interface Props {
  opened: boolean;
  onClose: () => void;
  /** What will be handed in, as it is saved. */
  rows: readonly WorkRow[];
  /** How many cells of these days are not saved, and so are left out. */
  leftOut: number;
  /** Which days, in words. */
  period: string;
}

/** Shows exactly what will be handed in; afterwards what was, and what was not. */
export function SubmitDialog({ opened, onClose, ...props }: Props) {
  const { t } = useTranslation("work");
  const [kept, setKept] = useState<readonly WorkRow[] | null>(null);
  const close = () => {
    setKept(null);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("submit.title", { period: props.period })}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {opened && (
        <Submission {...props} rows={kept ?? props.rows} onSent={setKept} onClose={close} />
      )}
    </Modal>
  );
}

type SubmissionProps = Omit<Props, "opened"> & { onSent: (rows: readonly WorkRow[]) => void };

function Submission({ rows, leftOut, onClose, onSent }: SubmissionProps) {
  const { t } = useTranslation("work");
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [result, setResult] = useState<SubmissionResult | null>(null);
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      const entry_ids = rows.map((row) => row.entry_id);
      const { data } = await contractorSubmitWork({ body: { entry_ids }, throwOnError: true });
      onSent(rows);
      await refreshWork(queries);
      if (data.refused.length > 0) setResult(data);
      else {
        tell(t("submit.done", { count: data.submitted.length }));
        onClose();
      }
    } catch (failure) {
      setError(failure);
      await refreshWork(queries);
    } finally {
      setBusy(false);
    }
  };
  if (result) return <Result rows={rows} result={result} onClose={onClose} />;
  return (
    <Stack gap="md">
      <Text>{t("submit.what")}</Text>
      <Sums rows={rows} />
      {leftOut > 0 && (
        <Text c="var(--bad)" role="alert">
          {t("submit.left_out", { count: leftOut })}
        </Text>
      )}
      <ErrorAlert error={error} />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose} disabled={busy}>
          {t("cancel", { ns: "ui" })}
        </Button>
        <Button loading={busy} onClick={send} disabled={rows.length === 0} data-autofocus>
          {t("submit.action", { count: rows.length })}
        </Button>
      </Group>
    </Stack>
  );
}

function Sums({ rows }: { rows: readonly WorkRow[] }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const amount = useAmount();
  const { hours, expenses } = totalsOfRows(rows);
  const days = new Set(rows.map((row) => row.work_on)).size;
  const corrected = rows.filter((row) => row.status === "returned").length;
  return (
    <Facts
      facts={[
        [t("submit.entries"), formats.number(rows.length)],
        [t("submit.days"), formats.number(days)],
        [t("submit.hours"), formats.hours(hours)],
        ...[...expenses].map(
          ([currency, total]) => [t("submit.expenses"), amount(total, currency)] as const,
        ),
        ...(corrected ? [[t("submit.corrected"), formats.number(corrected)] as const] : []),
      ]}
    />
  );
}

interface ResultProps {
  rows: readonly WorkRow[];
  result: SubmissionResult;
  onClose: () => void;
}

function Result({ rows, result, onClose }: ResultProps) {
  const { t, i18n } = useTranslation("work");
  const formats = useFormats();
  const read = useReadQuantity();
  const nameOf = (entryId: string) => {
    const row = rows.find((each) => each.entry_id === entryId);
    return row
      ? `${formats.day(row.work_on)} · ${row.work_order_title} · ${read(row.article, row.quantity)}`
      : "";
  };
  const why = (code: string, reason: string) =>
    i18n.exists(`refused.${code}`, { ns: "work" }) ? t(`refused.${code}`) : reason;
  return (
    <Stack gap="md" role="status">
      <Text>{t("submit.done", { count: result.submitted.length })}</Text>
      <Text fw={550}>{t("submit.not_done", { count: result.refused.length })}</Text>
      <List size="sm">
        {result.refused.map((each) => (
          <List.Item key={each.entry_id}>
            {nameOf(each.entry_id)}: {why(each.code, each.reason)}
          </List.Item>
        ))}
      </List>
      <Group justify="flex-end">
        <Button onClick={onClose}>{t("close", { ns: "ui" })}</Button>
      </Group>
    </Stack>
  );
}
