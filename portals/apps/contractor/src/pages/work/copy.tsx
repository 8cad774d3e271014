import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import {
  type CopyCell,
  contractorCopyWork,
  contractorPreviewCopyOfWorkOptions,
  type EntryState,
  type LeftOutCell,
  type OwnWorkOrder,
} from "@portico/api";
import { addDays, ErrorAlert, Loaded, tellWithUndo, useFormats } from "@portico/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { refreshWork, savedOfState } from "./data";
import type { UndoStep } from "./history";
import { entrySlot } from "./model";
import { contentOf } from "./pending";
import { quantityOfRow, sumOfHours } from "./quantity";
import { useReadQuantity, useWork } from "./typing";
import { useUndo } from "./undo";

interface Props {
  opened: boolean;
  onClose: () => void;
  /** The first day of the week that is copied to. */
  week: string;
  orders: readonly OwnWorkOrder[];
}

/** Last week's hours into this one: first what that would log, then Undo. */
export function CopyDialog({ opened, onClose, week, orders }: Props) {
  const { t } = useTranslation("work");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("copy.title")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {opened && <Copy week={week} orders={orders} onClose={onClose} />}
    </Modal>
  );
}

function Copy({ week, orders, onClose }: Omit<Props, "opened">) {
  const { t } = useTranslation("work");
  const { autosave } = useWork();
  const queries = useQueryClient();
  const { undo } = useUndo();
  const record = useRecord();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const key = useRef(crypto.randomUUID());
  const weeks = { from_week: addDays(week, -7), to_week: week };
  const preview = useQuery({
    ...contractorPreviewCopyOfWorkOptions({ query: weeks }),
    staleTime: 0,
    gcTime: 0,
  });
  const copy = async () => {
    setBusy(true);
    setError(null);
    try {
      await autosave.flush();
      const headers = { "Idempotency-Key": key.current };
      const { data } = await contractorCopyWork({ body: weeks, headers, throwOnError: true });
      await refreshWork(queries);
      onClose();
      const step = record(data.created);
      tellWithUndo(t("copy.done", { count: data.created.length }), () => undo(step));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Loaded query={preview}>
      {({ cells, left_out }) => (
        <Stack gap="md">
          <Plan cells={cells} orders={orders} />
          <LeftOut cells={left_out} orders={orders} />
          <ErrorAlert error={error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose} disabled={busy}>
              {t("cancel", { ns: "ui" })}
            </Button>
            <Button loading={busy} onClick={copy} disabled={cells.length === 0} data-autofocus>
              {t("copy.action", { count: cells.length })}
            </Button>
          </Group>
        </Stack>
      )}
    </Loaded>
  );
}

/** A copy is one step: each cell was empty before. */
function useRecord() {
  const { history } = useWork();
  return (created: readonly EntryState[]): UndoStep =>
    history.record(
      "copied",
      created.map((state) => {
        const base = savedOfState(state);
        return {
          slot: entrySlot(state),
          base,
          before: { quantity: null, note: "" },
          after: contentOf(undefined, base),
        };
      }),
    );
}

function Plan({ cells, orders }: { cells: readonly CopyCell[]; orders: readonly OwnWorkOrder[] }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  if (cells.length === 0) return <Text>{t("copy.nothing")}</Text>;
  return (
    <Stack gap="xs">
      <Text>{t("copy.what", { hours: formats.hours(sumOfHours(cells.map(quantityOfRow))) })}</Text>
      <CellList cells={cells} orders={orders} />
    </Stack>
  );
}

function LeftOut(props: { cells: readonly LeftOutCell[]; orders: readonly OwnWorkOrder[] }) {
  const { t } = useTranslation("work");
  if (props.cells.length === 0) return null;
  return (
    <Stack gap="xs">
      <Text fw={550}>{t("copy.left_out", { count: props.cells.length })}</Text>
      <CellList {...props} />
    </Stack>
  );
}

interface ListProps {
  cells: readonly (CopyCell | LeftOutCell)[];
  orders: readonly OwnWorkOrder[];
}

function CellList({ cells, orders }: ListProps) {
  const { t, i18n } = useTranslation("work");
  const formats = useFormats();
  const read = useReadQuantity();
  const why = (cell: CopyCell | LeftOutCell) => {
    if (!("code" in cell)) return "";
    const known = i18n.exists(`rules.${cell.code}`, { ns: "work" });
    return ` — ${known ? t(`rules.${cell.code}`) : cell.reason}`;
  };
  return (
    <List size="sm" spacing={4}>
      {cells.map((cell) => {
        const order = orders.find((each) => each.work_order_id === cell.work_order_id);
        return (
          <List.Item key={`${cell.work_order_id}${cell.article}${cell.work_on}`}>
            {formats.weekday(cell.work_on)} {formats.dayOfMonth(cell.work_on)} · {order?.title} ·{" "}
            {t(`article.${cell.article}`, { currency: order?.currency })} ·{" "}
            {read(cell.article, quantityOfRow(cell))}
            {why(cell)}
          </List.Item>
        );
      })}
    </List>
  );
}
