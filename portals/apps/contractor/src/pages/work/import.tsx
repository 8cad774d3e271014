import { Anchor, Button, FileInput, Group, List, Modal, Radio, Stack, Text } from "@mantine/core";
import { type ImportReport, isProblem, type RefusedRow, upload } from "@portico/api";
import { ErrorAlert, useFormats } from "@portico/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { refreshWork } from "./data";

const SHOWN = 100;

/** A file of work: chosen, sent, and each bad row named. */
export function ImportDialog({
  opened,
  onClose,
  code,
}: {
  opened: boolean;
  onClose: () => void;
  /** A work order for the template. */
  code: string;
}) {
  const { t } = useTranslation("work");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t("import.title")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {opened && <ImportForm code={code} onClose={onClose} />}
    </Modal>
  );
}

function ImportForm({ code, onClose }: { code: string; onClose: () => void }) {
  const { t } = useTranslation("work");
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [mode, setMode] = useState("all_or_nothing");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [report, setReport] = useState<ImportReport | null>(null);
  const [question, ask] = useState<DateQuestion | null>(null);
  const [order, setOrder] = useState<DateOrder | null>(null);
  const choose = (chosen: File | null) => {
    setFile(chosen);
    ask(null);
    setOrder(null);
  };
  const template = useTemplate(code);
  const send = async () => {
    if (!file) return;
    setBusy(true);
    setError(null);
    setReport(null);
    try {
      const query = new URLSearchParams({ mode, ...(order && { date_order: order }) });
      const path = `/api/contractor/work/import?${query}`;
      setReport(await upload<ImportReport>("POST", path, file, "text/csv"));
      await refreshWork(queries);
    } catch (failure) {
      const asked = questionOf(failure);
      if (asked) ask(asked);
      else setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="md">
      <Text>
        {t("import.what")}{" "}
        <Anchor href={template} download="work.csv">
          {t("import.template")}
        </Anchor>
      </Text>
      <FileInput
        label={t("import.file")}
        placeholder={t("import.choose")}
        accept=".csv,text/csv"
        value={file}
        onChange={choose}
        clearable
        clearButtonProps={{ "aria-label": t("import.clear") }}
      />
      <Radio.Group label={t("import.mode")} value={mode} onChange={setMode}>
        <Stack gap="xs" mt="xs">
          <Radio value="all_or_nothing" label={t("import.all_or_nothing")} />
          <Radio value="good_ones" label={t("import.good_ones")} />
        </Stack>
      </Radio.Group>
      {question && <DateOrders question={question} order={order} onChoose={setOrder} />}
      <ErrorAlert error={error} />
      {report && <Report report={report} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {t("close", { ns: "ui" })}
        </Button>
        <Button loading={busy} disabled={!file || (question !== null && !order)} onClick={send}>
          {t("import.send")}
        </Button>
      </Group>
    </Stack>
  );
}

const ORDERS = ["day_first", "month_first"] as const;
type DateOrder = (typeof ORDERS)[number];

/** A date of the file that can be read in two ways, and the day that each of them makes of it. */
interface DateQuestion extends Record<DateOrder, string> {
  example: string;
}

function questionOf(failure: unknown): DateQuestion | null {
  if (!isProblem(failure, "ambiguous_dates")) return null;
  const { example, day_first, month_first } = failure.document;
  return {
    example: String(example),
    day_first: String(day_first),
    month_first: String(month_first),
  };
}

interface OrdersProps {
  question: DateQuestion;
  order: DateOrder | null;
  onChoose: (order: DateOrder) => void;
}

/** Asked once for a file: its dates themselves do not tell. */
function DateOrders({ question, order, onChoose }: OrdersProps) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  return (
    <Radio.Group
      label={t("import.dates", { example: question.example })}
      description={t("import.dates_why")}
      value={order ?? ""}
      onChange={(chosen) => onChoose(chosen as DateOrder)}
    >
      <Stack gap="xs" mt="xs">
        {ORDERS.map((each) => (
          <Radio key={each} value={each} label={formats.day(question[each])} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function Report({ report }: { report: ImportReport }) {
  const { t, i18n } = useTranslation("work");
  const { accepted, refused } = report;
  const why = ({ code, reason }: RefusedRow) =>
    i18n.exists(`rules.${code}`, { ns: "work" }) ? t(`rules.${code}`) : reason;
  return (
    <Stack gap="xs" role="status">
      <Text fw={550}>{t("import.accepted", { count: accepted })}</Text>
      {refused.length > 0 && <Text>{t("import.refused", { count: refused.length })}</Text>}
      <List size="sm">
        {refused.slice(0, SHOWN).map((row) => (
          <List.Item key={row.line}>
            {t("import.row", { line: row.line, column: row.column, value: row.value })}: {why(row)}
          </List.Item>
        ))}
      </List>
      {refused.length > SHOWN && (
        <Text size="sm">{t("import.more", { count: refused.length - SHOWN })}</Text>
      )}
    </Stack>
  );
}

/** A file to fill in, with the columns and one row of example. */
function useTemplate(code: string): string {
  const [address, setAddress] = useState("");
  useEffect(() => {
    const text = `work_order,date,article,quantity,note\n${code},2026-01-31,regular,7.5,\n`;
    const made = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [code]);
  return address;
}
