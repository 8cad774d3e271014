import { Button, FileButton, Stack, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../context";
import classes from "./file-upload.module.css";
import { ErrorAlert } from "./states";

interface Props {
  /** What is taken: `[".csv", ".xlsx"]`. */
  extensions: readonly string[];
  mostBytes: number;
  /** Hears of every file that is chosen, whatever comes of it. */
  onChosen?: () => void;
  /** Sends it; what it throws is shown. */
  onFile: (file: File) => Promise<unknown>;
  /** What is said while it goes on; left out: that the file is being sent. */
  working?: (name: string) => string;
  /** Why the server did not take a file, in words of the page; null: as everywhere. */
  whyNot?: (file: File, failure: unknown) => string | null;
}

/** A file by a button or by dropping it; what cannot be taken is said before it is sent. */
export function FileUpload({ extensions, mostBytes, onChosen, onFile, working, whyNot }: Props) {
  const { t } = useTranslation("ui");
  const formats = useFormats();
  const reset = useRef<() => void>(null);
  const [isOver, setOver] = useState(false);
  const [sending, setSending] = useState<string | null>(null);
  const [isOneOfSeveral, setOneOfSeveral] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const names = extensions.map((one) => one.replace(".", "").toUpperCase());
  const kinds = names.join(", ");
  const anyOf = new Intl.ListFormat(formats.locale, { type: "disjunction" }).format(names);
  const size = megabytes(mostBytes, formats.locale);
  const send = async (file: File | null) => {
    reset.current?.();
    if (!file || sending !== null) return;
    onChosen?.();
    setError(null);
    const refused = refusalOf(file, extensions, mostBytes);
    setRefusal(refused && t(`upload.${refused}`, { name: file.name, kinds: anyOf, size }));
    if (refused) return;
    setSending(file.name);
    try {
      await onFile(file);
    } catch (failure) {
      const why = whyNot?.(file, failure) ?? null;
      setRefusal(why);
      setError(why === null ? failure : null);
    } finally {
      setSending(null);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const { files } = event.dataTransfer;
    setOneOfSeveral(files.length > 1 || sending !== null);
    void send(files.item(0));
  };
  return (
    <Stack gap="sm">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button does the same */}
      <div
        className={classes.zone}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Stack gap="xs" align="center">
          <FileButton
            resetRef={reset}
            accept={extensions.join(",")}
            onChange={(file) => {
              setOneOfSeveral(false);
              void send(file);
            }}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                loading={sending !== null}
                leftSection={<IconUpload size={18} aria-hidden />}
              >
                {t("upload.choose")}
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            {t("upload.or_drop")} · {t("upload.most", { kinds, size })}
          </Text>
          <Text size="sm" role="status">
            {sending !== null && (working?.(sending) ?? t("upload.sending", { name: sending }))}
          </Text>
        </Stack>
      </div>
      {isOneOfSeveral && (
        <Text c="var(--bad)" role="alert">
          {t("upload.one_at_a_time")}
        </Text>
      )}
      {refusal && (
        <Text c="var(--bad)" role="alert">
          {refusal}
        </Text>
      )}
      <ErrorAlert error={error} />
    </Stack>
  );
}

function megabytes(bytes: number, locale: string): string {
  const unit = { style: "unit", unit: "megabyte", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, unit).format(bytes / 1_000_000);
}

/** Why a file is not sent at all. */
export function refusalOf(
  file: Pick<File, "name" | "size">,
  extensions: readonly string[],
  mostBytes: number,
): "wrong_kind" | "too_large" | null {
  const name = file.name.toLowerCase();
  if (!extensions.some((extension) => name.endsWith(extension))) return "wrong_kind";
  return file.size > mostBytes ? "too_large" : null;
}
