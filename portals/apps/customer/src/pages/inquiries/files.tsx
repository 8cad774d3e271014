import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { type Attachment, isProblem, upload } from "@portico/api";
import { FileUpload, type MessageFiles, useDraft, useFormats } from "@portico/ui";
import { IconPaperclip, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const EXTENSIONS = [".pdf", ".png", ".jpg", ".jpeg", ".webp", ".docx", ".xlsx"];
// A little less than documents takes, in the megabytes that people are told.
const MOST_BYTES = 10_000_000;
const MOST_FILES = 5;
const NONE: Attachment[] = [];

interface Files extends MessageFiles {
  ids: string[];
  /** They were sent with a message. */
  clear: () => void;
}

/** Files for the next message: taken at once, so that they outlive the session with its text. */
export function useFiles(about: string): Files {
  const { t } = useTranslation("inquiries");
  const whyNot = useWhyNot();
  const [files, setFiles, clear] = useDraft<Attachment[]>(`files-${about}`, NONE);
  const [isBusy, setBusy] = useState(false);
  const add = async (file: File) => {
    setBusy(true);
    try {
      const path = `/api/customer/attachments?name=${encodeURIComponent(file.name)}`;
      const taken = await upload<Attachment>("POST", path, file, "application/octet-stream");
      setFiles([...files, taken]);
    } finally {
      setBusy(false);
    }
  };
  const remove = (id: string) => {
    const left = files.filter(({ attachment_id }) => attachment_id !== id);
    if (left.length > 0) setFiles(left);
    else clear();
  };
  const ids = files.map(({ attachment_id }) => attachment_id);
  return {
    ids,
    clear,
    isBusy,
    revision: ids.join(),
    field: (
      <Stack gap="xs">
        <ChosenFiles files={files} isBusy={isBusy} onRemove={remove} />
        {files.length < MOST_FILES ? (
          <FileUpload extensions={EXTENSIONS} mostBytes={MOST_BYTES} onFile={add} whyNot={whyNot} />
        ) : (
          <Text size="sm" c="dimmed">
            {t("files.most", { count: MOST_FILES })}
          </Text>
        )}
      </Stack>
    ),
  };
}

/** Why a file was not taken. */
function useWhyNot(): (file: File, failure: unknown) => string | null {
  const { t, i18n } = useTranslation("inquiries");
  return ({ name }, failure) => {
    const flaw = isProblem(failure) ? String(failure.document.flaw) : "";
    const key = `files.flaws.${flaw}`;
    if (i18n.exists(key, { ns: "inquiries" })) return t("files.refused", { name, why: t(key) });
    if (isProblem(failure) && failure.fields.some(({ field }) => field.endsWith("name"))) {
      return t("files.refused", { name, why: t("files.bad_name") });
    }
    return null;
  };
}

interface ChosenProps {
  files: readonly Attachment[];
  /** Another one is on its way. */
  isBusy: boolean;
  onRemove: (id: string) => void;
}

function ChosenFiles({ files, isBusy, onRemove }: ChosenProps) {
  const { t } = useTranslation("inquiries");
  if (files.length === 0) return null;
  return (
    <Stack
      component="ul"
      gap={4}
      p={0}
      m={0}
      style={{ listStyle: "none" }}
      aria-label={t("files.chosen")}
    >
      {files.map((file) => (
        <Group component="li" key={file.attachment_id} gap="xs" wrap="nowrap">
          <IconPaperclip size={18} aria-hidden style={{ flex: "none" }} />
          <FileName file={file} />
          <Button
            variant="subtle"
            size="compact-sm"
            disabled={isBusy}
            aria-label={t("files.remove", { name: file.name })}
            onClick={() => onRemove(file.attachment_id)}
          >
            <IconX size={18} aria-hidden />
          </Button>
        </Group>
      ))}
    </Stack>
  );
}

/** Files of a message, to be saved. */
export function SentFiles({ files }: { files: readonly Attachment[] }) {
  const { t } = useTranslation("inquiries");
  if (files.length === 0) return null;
  return (
    <Stack
      component="ul"
      gap={4}
      p={0}
      mt={4}
      mb={0}
      style={{ listStyle: "none" }}
      aria-label={t("files.sent")}
    >
      {files.map((file) => (
        <Group component="li" key={file.attachment_id} gap="xs" wrap="nowrap">
          <IconPaperclip size={18} aria-hidden style={{ flex: "none" }} />
          <Anchor
            href={`/api/customer/attachments/${file.attachment_id}/content`}
            download={file.name}
          >
            <FileName file={file} />
          </Anchor>
        </Group>
      ))}
    </Stack>
  );
}

function FileName({ file }: { file: Attachment }) {
  const formats = useFormats();
  const unit = file.size_bytes < 1_000_000 ? "kilobyte" : "megabyte";
  const size = file.size_bytes / (unit === "kilobyte" ? 1_000 : 1_000_000);
  const shown = new Intl.NumberFormat(formats.locale, {
    style: "unit",
    unit,
    maximumFractionDigits: unit === "kilobyte" ? 0 : 1,
  }).format(unit === "kilobyte" ? Math.max(1, size) : size);
  return (
    <Text component="span" size="sm" style={{ overflowWrap: "anywhere" }}>
      {file.name} ({shown})
    </Text>
  );
}
