import { Anchor, Button, FileInput, Group, List, Modal, Radio, Stack, Text } from "@mantine/core";
import { type ImportReport, upload } from "@portico/api";
import { ErrorAlert } from "@portico/ui";
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
  const template = useTemplate(code);
  const send = async () => {
    if (!file) return;
    setBusy(true);
    setError(null);
    setReport(null);
    try {
      const path = `/api/contractor/work/import?mode=${mode}`;
      setReport(await upload<ImportReport>("POST", path, file, "text/csv"));
      await refreshWork(queries);
    } catch (failure) {
      setError(failure);
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
        onChange={setFile}
        clearable
        clearButtonProps={{ "aria-label": t("import.clear") }}
      />
      <Radio.Group label={t("import.mode")} value={mode} onChange={setMode}>
        <Stack gap="xs" mt="xs">
          <Radio value="all_or_nothing" label={t("import.all_or_nothing")} />
          <Radio value="good_ones" label={t("import.good_ones")} />
        </Stack>
      </Radio.Group>
      <ErrorAlert error={error} />
      {report && <Report report={report} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {t("close", { ns: "ui" })}
        </Button>
        <Button loading={busy} disabled={!file} onClick={send}>
          {t("import.send")}
        </Button>
      </Group>
    </Stack>
  );
}

function Report({ report }: { report: ImportReport }) {
  const { t } = useTranslation("work");
  const { accepted, refused } = report;
  return (
    <Stack gap="xs" role="status">
      <Text fw={550}>{t("import.accepted", { count: accepted })}</Text>
      {refused.length > 0 && <Text>{t("import.refused", { count: refused.length })}</Text>}
      <List size="sm">
        {refused.slice(0, SHOWN).map((row) => (
          <List.Item key={row.line}>
            {t("import.row", { line: row.line, column: row.column, value: row.value })}:{" "}
            {row.reason}
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
