import { Alert, Button, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCopy, IconDownload, IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBoot } from "../../context";
import classes from "./codes.module.css";

/** Recovery codes, shown this one time: to be copied, kept as a file, or printed. */
export function CodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation("account");
  const { agency } = useBoot();
  const [kept, setKept] = useState(false);
  const text = [t("codes.heading", { agency: agency.name }), "", ...codes, ""].join("\n");
  const download = () => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `${agency.slug}-${t("codes.file")}.txt`;
    link.click();
    URL.revokeObjectURL(address);
    setKept(true);
  };
  const print = () => {
    document.documentElement.dataset.printing = "codes";
    globalThis.print();
    delete document.documentElement.dataset.printing;
    setKept(true);
  };
  return (
    <Modal
      opened={codes.length > 0}
      onClose={() => {
        setKept(false);
        onClose();
      }}
      title={t("codes.title")}
      size="lg"
      // They are never shown again: not to be closed by a slip of the hand.
      closeOnClickOutside={false}
      closeOnEscape={kept}
      withCloseButton={false}
      className={classes.dialog}
    >
      <Stack gap="md">
        <Text>{t("codes.lead")}</Text>
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />}>
          {t("codes.once")}
        </Alert>
        <div className={classes.printed}>
          <p className={classes.heading}>{t("codes.heading", { agency: agency.name })}</p>
          <ul className={classes.codes} aria-label={t("codes.title")}>
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
        </div>
        <Group gap="sm">
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                leftSection={<IconCopy size={18} aria-hidden />}
                onClick={() => {
                  copy();
                  setKept(true);
                }}
              >
                {t(copied ? "copied" : "copy", { ns: "ui" })}
              </Button>
            )}
          </CopyButton>
          <Button
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
            onClick={download}
          >
            {t("codes.download")}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPrinter size={18} aria-hidden />}
            onClick={print}
          >
            {t("codes.print")}
          </Button>
        </Group>
        <Group justify="flex-end">
          <Button
            onClick={() => {
              setKept(false);
              onClose();
            }}
          >
            {t("codes.done")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
