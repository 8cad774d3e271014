import { Button, Group, Modal, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorAlert } from "./states";

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** Exactly what will happen. */
  children: ReactNode;
  /** Names what will happen: "Remove passkey", not "OK". */
  action: string;
  dangerous?: boolean;
  /** Closes the dialogue when it succeeds; an error is shown in it. */
  onConfirm: () => Promise<unknown>;
}

/** Asks before what cannot be undone. */
export function Confirm({ opened, onClose, title, children, action, dangerous, onConfirm }: Props) {
  const { t } = useTranslation("ui");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = () => {
    setError(null);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      close();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      closeOnEscape={!busy}
      closeOnClickOutside={!busy}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Stack gap="md">
        <div>{children}</div>
        <ErrorAlert error={error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close} disabled={busy}>
            {t("cancel")}
          </Button>
          <Button color={dangerous ? "red" : undefined} loading={busy} onClick={confirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
